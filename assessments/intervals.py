"""Intervals for shares. Pure."""

from math import sqrt

Z95 = 1.959964


def wilson(right: int, answers: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a share; (0, 1) when there is nothing to go by.

    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22, 209-212;
    recommended for small n by Brown, Cai & DasGupta (2001): Interval estimation for a binomial proportion.
    Statistical Science 16, 101-133.
    """
    if answers <= 0:
        return 0.0, 1.0
    share, square = right / answers, z * z
    middle = (share + square / (2 * answers)) / (1 + square / answers)
    reach = (
        z * sqrt(share * (1 - share) / answers + square / (4 * answers**2)) / (1 + square / answers)
    )
    return max(0.0, middle - reach), min(1.0, middle + reach)
