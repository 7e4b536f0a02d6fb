"""The words: verdicts, faults, rules and goals as the Vietnamese sentences that an officer would write."""
