"""The pages: Vietnamese HTML that works without a script; contexts are frozen, templates only lay out."""
