@echo off
rem Starts dienhinh with the newest Python this bundle has libraries for.
rem Plain ASCII: cmd.exe reads a .bat in the code page of the machine.
setlocal
chcp 65001 >nul
title dienhinh
cd /d "%~dp0"
set "PYTHON="
set "CODE=3"
for %%V in ({newest first}) do call :try py -%%V
call :try python
if not defined PYTHON type DOC-TRUOC.txt
if not defined PYTHON goto end
%PYTHON% run.py %*
set "CODE=%ERRORLEVEL%"
:end
echo.
pause
exit /b %CODE%

:try
if defined PYTHON goto :eof
%* -c "" >nul 2>nul
if not errorlevel 1 set "PYTHON=%*"
goto :eof
