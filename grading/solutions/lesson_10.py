"""Lesson 10's reference functions, and wrong ones that its checks must reject, each for its own reason."""

from __future__ import annotations

from typing import NamedTuple

RIGHT = {
    "ti-le-qua-mang": """def ti_le_qua_mang(bang):
    tong = sum(dong["ho_so"] for dong in bang)
    return 100 * sum(dong["qua_mang"] for dong in bang) / tong
""",
    "phuong-tre-nhieu": """def phuong_tre_nhieu(bang):
    lon_nhat, ten = -1, ""
    for dong in bang:
        ti_le = dong["tre_han"] / dong["ho_so"]
        if ti_le > lon_nhat:
            lon_nhat, ten = ti_le, dong["phuong"]
    return ten
""",
    "con-so-la": """def con_so_la(bang):
    for dong in bang:
        if dong["qua_mang"] + dong["tai_quay"] != dong["ho_so"]:
            return dong["phuong"]
""",
    "doi-gia-dinh": """def neu_chuyen_qua_mang(bang, phan_tram):
    tong = sum(dong["ho_so"] for dong in bang)
    moi = sum(dong["qua_mang"] + dong["tai_quay"] * phan_tram / 100 for dong in bang)
    return round(100 * moi / tong, 1)
""",
}
"""Exercise to a function with all points."""


class WrongCode(NamedTuple):
    """A wrong function: what is wrong, the exercise, its text, and the check that says so by which reason."""

    name: str
    exercise: str
    source: str
    check: str
    reason: str


def _rate(body: str) -> str:
    return f"def ti_le_qua_mang(bang):\n    {body}\n"


def _wrong_rate(name: str, body: str, reason: str) -> WrongCode:
    return WrongCode(name, "ti-le-qua-mang", _rate(body), "ti-le-qua-mang-seen", reason)


_ONLINE = 'sum(dong["qua_mang"] for dong in bang)'
_ALL = 'sum(dong["ho_so"] for dong in bang)'

WRONG = (
    _wrong_rate("chỉ in ra, không return", f"print(100 * {_ONLINE} / {_ALL})", "nothing"),
    _wrong_rate("quên nhân 100", f"return {_ONLINE} / {_ALL}", "fraction"),
    _wrong_rate("chia ngược", f"return 100 * {_ALL} / {_ONLINE}", "wrong_number"),
    _wrong_rate(
        "trung bình của các tỷ lệ",
        'return sum(100 * dong["qua_mang"] / dong["ho_so"] for dong in bang) / len(bang)',
        "wrong_number",
    ),
    _wrong_rate("trả về chữ", f"return str(100 * {_ONLINE} / {_ALL})", "wrong_kind_number"),
    _wrong_rate("trả về một danh sách", f"return [100 * {_ONLINE} / {_ALL}]", "wrong_kind_number"),
    _wrong_rate("vô cực", 'return float("inf")', "not_finite"),
    _wrong_rate("gõ nhầm tên", "return 100 * tong", "error_name"),
    _wrong_rate("gõ nhầm cột", 'return bang[0]["ho so"]', "error_column"),
    _wrong_rate("chia cho 0", "return 100 / 0", "error_zero"),
    _wrong_rate("mở tệp", 'return len(open("phuong.csv").read())', "error_refused"),
    _wrong_rate("chờ người gõ", "return float(input())", "error_input"),
    _wrong_rate("dùng pandas", "import pandas\n    return 1", "error_module"),
    _wrong_rate("in mãi không dừng", 'while True: print("a" * 1000)', "stop_flood"),
    _wrong_rate("tự tắt", "import os; os._exit(0)", "stop_quit"),
    _wrong_rate("quên dấu hai chấm", "for dong in bang print(dong)", "error_syntax"),
    WrongCode(
        "đổi tên hàm", "ti-le-qua-mang", "def ti_le(bang):\n    return 1\n", "ti-le-qua-mang-seen", "no_function"
    ),
    WrongCode(
        "viết thẳng tên phường vào hàm",
        "con-so-la",
        'def con_so_la(bang):\n    return "Phường 08"\n',
        "con-so-la-others",
        "other_table",
    ),
    WrongCode(
        "đọc biến bên ngoài thay cho phần trong ngoặc",
        "phuong-tre-nhieu",
        'def phuong_tre_nhieu(_):\n    return max(bang, key=lambda dong: dong["tre_han"] / dong["ho_so"])["phuong"]\n',
        "phuong-tre-nhieu-others",
        "other_table",
    ),
    WrongCode(
        "so số đếm, không so tỷ lệ",
        "phuong-tre-nhieu",
        'def phuong_tre_nhieu(bang):\n    return max(bang, key=lambda dong: dong["tre_han"])["phuong"]\n',
        "phuong-tre-nhieu-others",
        "other_table",
    ),
    WrongCode(
        "phường đầu tiên",
        "phuong-tre-nhieu",
        'def phuong_tre_nhieu(bang):\n    return bang[0]["phuong"]\n',
        "phuong-tre-nhieu-seen",
        "wrong_text",
    ),
    WrongCode(
        "tên không có trong bảng",
        "con-so-la",
        'def con_so_la(bang):\n    return "phường tám"\n',
        "con-so-la-seen",
        "unknown_text",
    ),
    WrongCode(
        "quên giả định",
        "doi-gia-dinh",
        f"def neu_chuyen_qua_mang(bang, phan_tram):\n    return 100 * {_ONLINE} / {_ALL}\n",
        "doi-gia-dinh-seen",
        "wrong_number",
    ),
)
