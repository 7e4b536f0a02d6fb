"""How hypothesis runs: "fast" by default, the same examples each time; "ci" where CI=true, new and more."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fast", max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci",
    max_examples=250,
    derandomize=True,  # a run of CI must say the same of the same commit
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "fast")
