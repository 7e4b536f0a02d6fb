"""Who someone is: passwords, second factors, sessions, tokens, and how long a guesser waits."""
