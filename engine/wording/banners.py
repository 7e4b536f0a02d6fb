"""The words that must stand wherever scores are shown."""

from __future__ import annotations

SAMPLE = "SỐ LIỆU MẪU"
"""Marks figures that are invented, in a cell or a sentence."""
SAMPLE_BANNER = f"{SAMPLE} — không phải số liệu thật"
RECONSTRUCTED_BANNER = "Bộ tiêu chí dựng lại từ nguồn công khai, chưa phải văn bản chính thức"
