@echo off
rem The command dienhinh, typed in this folder; khoi-dong.bat sets it up.
"%~dp0.venv\Scripts\dienhinh.exe" %*
