#!/usr/bin/env python3
"""Counts the cases of spec/vectors/clock-cases.json a third time, with Python's own calendar, and says where it differs. Needs Python 3 alone.

    python3 tools/oracles/clocks.py
"""
import calendar
import datetime as dt
import json
import pathlib
import sys

# Weekdays that are off and weekend days that are worked on, from the notices of the State Council's General Office.
OFF = {
    2024: ["0101-0101", "0210-0217", "0404-0406", "0501-0505", "0610-0610", "0915-0917", "1001-1007"],
    2025: ["0101-0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"],
    2026: ["0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"],
}
MADE_UP = {
    2024: ["0204", "0218", "0407", "0428", "0511", "0914", "0929", "1012"],
    2025: ["0126", "0208", "0427", "0928", "1011"],
    2026: ["0104", "0214", "0228", "0509", "0920", "1010"],
}
# Days, working days and months; what an extension may add at most.
RULES = {
    "eu-internal/acknowledge": ("d", 7, 0), "eu-internal/feedback": ("m", 3, 0), "eu-authority/acknowledge": ("d", 7, 0), "eu-authority/feedback": ("m", 3, 3),
    "uk/annual-report": ("m", 6, 0), "cn-discipline/accepted": ("w", 15, 0), "cn-discipline/result": ("w", 15, 0), "cn-petition/register": ("d", 15, 0),
    "cn-petition/object-transfer": ("w", 5, 0), "cn-petition/handle": ("d", 60, 30), "cn-petition/review": ("d", 30, 0), "cn-petition/second-review": ("d", 30, 0),
    "cn-police/hand-over": ("d", 0, 0), "cn-police/handle": ("d", 30, 30), "cn-police/serve-opinion": ("d", 5, 0), "cn-police/ask-again": ("d", 3, 0),
    "cn-market/complaint": ("w", 7, 0), "cn-market/mediation": ("w", 45, 0), "cn-market/verification": ("w", 15, 0), "jp/inquiry-notice": ("d", 20, 0),
}
ONE = dt.timedelta(days=1)


def works(day):
    key = day.strftime("%m%d")
    if day.year not in OFF:
        return True
    if key in MADE_UP[day.year]:
        return True
    if any(a <= key <= b for a, b in (span.split("-") for span in OFF[day.year])):
        return False
    return day.weekday() < 5


def add_months(day, months):
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def last_day(unit, amount, start, pauses):
    left = (add_months(start, amount) - start).days if unit == "m" else amount
    day = start
    while left > 0:
        day += ONE
        pause = next((p for p in pauses if p[0] <= day and (p[1] is None or day < p[1])), None)
        if pause is not None:
            if pause[1] is None:
                return None
            continue
        if unit != "w" or works(day):
            left -= 1
    return day


def due(case):
    unit, amount, limit = RULES[case["clock"]]
    start = dt.date.fromisoformat(case["start"])
    pauses, asked = [], []
    deeds = [deed.split(" ") + [""] for deed in case.get("deeds", [])]
    for day, _, deed, arg, *_ in deeds:
        at = dt.date.fromisoformat(day)
        if deed == "pause" and case["clock"] == "cn-police/handle" and arg == "appraisal":
            pauses.append([at, None])
        if deed == "restart" and pauses and pauses[-1][1] is None:
            pauses[-1][1] = at
    reached = last_day(unit, amount, start, pauses)
    extended = 0
    for day, by, deed, arg, *_ in deeds:
        at = dt.date.fromisoformat(day)
        if deed == "ask":
            asked.append((by, arg))
        if deed == "extend" and extended == 0 and int(arg) <= limit and (reached is None or at <= reached) and any(who != by and what == arg for who, what in asked):
            extended = int(arg)
            reached = last_day(unit, amount + extended, start, pauses)
    return reached


def main():
    path = pathlib.Path(__file__).parents[2] / "spec" / "vectors" / "clock-cases.json"
    cases = json.loads(path.read_text("utf-8"))
    wrong = 0
    for case in cases:
        found = None if case["start"] is None else due(case)
        told = case["due"]
        if (found.isoformat() if found else None) != told:
            wrong += 1
            print(f"{case['why']}: {told} in the vectors, {found} by Python")
    print(f"{len(cases)} cases, {wrong} differ")
    return 1 if wrong or len(cases) < 60 else 0


sys.exit(main())
