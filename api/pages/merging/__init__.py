"""Across a merger: what was carried, shares of split units, heirs."""
