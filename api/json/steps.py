"""What is sent with each step of an assessment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.json.texts import Body, Document, Note, Reason
from engine.rules import Verdict

MOST_ITEMS = 200
_Key = Annotated[str, Field(max_length=64)]
_Verdict = Annotated[
    Verdict, Field(description="met đạt · unmet chưa đạt · not_applicable không áp dụng · unknown chưa rõ.")
]


class SelfAssessedItem(Body):
    """What the commune says of a criterion."""

    verdict: _Verdict
    justification: Annotated[Note, Field(description="Bắt buộc khi khác kết quả máy chấm.")] = ""


class SelfAssessedBody(Body):
    """The commune's own verdicts; a criterion that is left out takes the computed one."""

    items: Annotated[
        dict[_Key, SelfAssessedItem],
        Field(
            default_factory=dict,
            max_length=MOST_ITEMS,
            examples=[{"TC05": {"verdict": "met", "justification": "Mô hình thứ hai ra mắt ngày 15/10/2024"}}],
        ),
    ]


class ReturnedItem(Body):
    """Why an item is returned."""

    reason: Reason


class ReturnedBody(Body):
    """The items that are returned for explanation."""

    items: Annotated[
        dict[_Key, ReturnedItem],
        Field(min_length=1, max_length=MOST_ITEMS, examples=[{"TC08": {"reason": "Chưa thấy quyết định công nhận"}}]),
    ]


class AppraisedItem(Body):
    """What the appraiser says of a criterion."""

    verdict: _Verdict
    reason: Annotated[Note, Field(description="Bắt buộc khi khác kết quả xã tự chấm.")] = ""


class AppraisedBody(Body):
    """The appraiser's verdicts; those given before stay."""

    items: Annotated[
        dict[_Key, AppraisedItem],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            examples=[{"TC05": {"verdict": "unmet", "reason": "Mô hình thứ hai chưa hoạt động"}}],
        ),
    ]


class ReopenedBody(Body):
    """The decision that reopens a sealed assessment."""

    decision: Annotated[Document, Field(description="Số quyết định.", examples=["15/QĐ-BCĐ"])]
    reason: Annotated[Reason, Field(examples=["Kết luận kiểm tra số 03/KL-BCĐ"])]
    items: Annotated[
        list[_Key],
        Field(
            default_factory=list,
            max_length=MOST_ITEMS,
            description="Các mục được mở; không ghi là mọi mục.",
            examples=[["TC08"]],
        ),
    ]
