"""What a user would write in SymPy instead, statement by statement.

Each function returns True when SymPy established the statement, False when SymPy says that it does not hold, None when
SymPy leaves it open. All the statements are theorems, so that True is right and False is wrong. "general" is for
symbolic sizes; "3x2" is one instance only: explicit generic matrices with three rows and two columns.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import stats

n, d = sp.symbols("n d", integer=True, positive=True)
lam = sp.Symbol("lam", nonnegative=True)
c, k = sp.Symbol("c", real=True), sp.Symbol("k", integer=True, nonnegative=True)
x, y, x_0, y_0 = sp.symbols("x y x_0 y_0", real=True)
a, b, eta = sp.symbols("a b eta", real=True)
step, e_x, e_y, a_pos, c_pos = sp.symbols("step e_x e_y a_pos c_pos", positive=True)
ROWS, COLUMNS = 3, 2


def decided(expression: Any) -> bool | None:
    """Whether SymPy sees that an expression, or every entry of a matrix, is 0."""
    simple = sp.simplify(expression)
    if isinstance(simple, sp.MatrixBase):
        return bool(simple.is_zero_matrix) if simple.is_zero_matrix is not None else None
    if isinstance(simple, sp.MatrixExpr):
        return True if simple.doit().is_ZeroMatrix else None
    return True if simple == 0 else simple.equals(0)


# Ridge, symbolic sizes
Z, A = sp.MatrixSymbol("Z", n, d), sp.MatrixSymbol("A", d, d)
target, beta, star = sp.MatrixSymbol("y", n, 1), sp.MatrixSymbol("beta", d, 1), sp.MatrixSymbol("beta_star", d, 1)


def loss(at: Any) -> Any:
    """f(β)."""
    residual = Z * at - target
    return residual.T * residual / n + lam * at.T * A * at


def gradient_by_trace() -> bool | None:
    """The derivative of the loss, its two squares written as traces."""
    residual = Z * beta - target
    slope = (sp.Trace(residual.T * residual) / n + lam * sp.Trace(beta.T * A * beta)).diff(beta)
    claim = 2 / n * Z.T * (Z * beta - target) + 2 * lam * A * beta
    if slope == 0 or getattr(slope, "is_ZeroMatrix", False):
        return False  # SymPy says that the loss is constant
    return decided((slope - claim).doit())


def gradient_by_matrix() -> bool | None:
    """The derivative of the loss as a 1×1 matrix."""
    slope = loss(beta).diff(beta)
    claim = 2 / n * Z.T * (Z * beta - target) + lam * (A + A.T) * beta
    return decided((slope - claim).doit())


def closed_form_general() -> bool | None:
    """G·(G⁻¹Zᵀy) = Zᵀy."""
    normal = Z.T * Z + n * lam * A
    return decided((normal * (normal.I * (Z.T * target)) - Z.T * target).doit())


def global_minimum_general() -> bool | None:
    """The gap identity, the normal equations inserted for Zᵀy."""
    known = (Z.T * Z + n * lam * A) * star
    gap = (loss(beta) - loss(star)).subs(Z.T * target, known)
    away = beta - star
    claim = away.T * Z.T * Z * away / n + lam * away.T * A * away
    return decided(sp.expand((gap - claim).doit()).doit())


def bias_general() -> bool | None:
    """G⁻¹Zᵀ(y + c·1) − G⁻¹Zᵀy = c·e₀, Z = [1 X]."""
    X, B = sp.MatrixSymbol("X", n, d), sp.MatrixSymbol("B", d, d)
    ones = sp.OneMatrix(n, 1)
    design = sp.BlockMatrix([[ones, X]])
    penalty = sp.BlockMatrix([[sp.ZeroMatrix(1, 1), sp.ZeroMatrix(1, d)], [sp.ZeroMatrix(d, 1), B]])
    normal = sp.block_collapse(design.T * design + n * lam * penalty)
    first = sp.BlockMatrix([[sp.Identity(1)], [sp.ZeroMatrix(d, 1)]])
    moved = normal.I * design.T * (c * ones)
    return decided(sp.block_collapse(moved - c * first).doit())


# Ridge, three rows and two columns
def explicit(columns: int = COLUMNS) -> tuple[sp.Matrix, sp.Matrix, sp.Matrix]:
    """Generic Z, y and A."""
    design = sp.Matrix(ROWS, columns, lambda i, j: sp.Symbol(f"z_{i}{j}", real=True))
    seen = sp.Matrix(ROWS, 1, lambda i, _: sp.Symbol(f"y_{i}", real=True))
    penalty = sp.Matrix(columns, columns, lambda i, j: sp.Symbol(f"a_{min(i, j)}{max(i, j)}", real=True))
    return design, seen, penalty


def with_bias() -> tuple[sp.Matrix, sp.Matrix, sp.Matrix]:
    """Z = [1 X], y and A = diag(0, 1)."""
    design, seen, _ = explicit()
    design[:, 0] = sp.ones(ROWS, 1)
    return design, seen, sp.diag(0, 1)


def unknown(name: str) -> sp.Matrix:
    """A generic column."""
    return sp.Matrix(COLUMNS, 1, lambda i, _: sp.Symbol(f"{name}_{i}", real=True))


def explicit_loss(at: sp.Matrix, design: sp.Matrix, seen: sp.Matrix, penalty: sp.Matrix) -> Any:
    """f at a column."""
    residual = design * at - seen
    return (residual.T * residual)[0] / ROWS + lam * (at.T * penalty * at)[0]


def gradient_explicit() -> bool | None:
    """`diff` by every entry."""
    design, seen, penalty = explicit()
    at = unknown("b")
    slope = sp.Matrix([explicit_loss(at, design, seen, penalty).diff(s) for s in at])
    return decided(slope - (sp.Rational(2, ROWS) * design.T * (design * at - seen) + 2 * lam * penalty * at))


def closed_form_explicit() -> bool | None:
    """`solve` the stationary equations and compare with G⁻¹Zᵀy."""
    design, seen, penalty = explicit()
    at = unknown("b")
    value = explicit_loss(at, design, seen, penalty)
    found = sp.solve([value.diff(s) for s in at], list(at), dict=True)[0]
    formula = (design.T * design + ROWS * lam * penalty).inv() * design.T * seen
    return decided(sp.Matrix([found[s] for s in at]) - formula)


def global_minimum_explicit() -> bool | None:
    """The gap identity with β* = G⁻¹Zᵀy."""
    data = design, seen, penalty = explicit()
    at = unknown("b")
    best = (design.T * design + ROWS * lam * penalty).inv() * design.T * seen
    away = at - best
    claim = ((design * away).T * design * away)[0] / ROWS + lam * (away.T * penalty * away)[0]
    return decided(explicit_loss(at, *data) - explicit_loss(best, *data) - claim)


def unique_explicit() -> bool | None:
    """`is_positive_definite`."""
    design, _, penalty = with_bias()
    return (design.T * design + ROWS * step * penalty).is_positive_definite


def centering_explicit() -> bool | None:
    """`solve` the normal equations and compare with the centred formula."""
    design, seen, penalty = with_bias()
    at = unknown("b")
    normal = design.T * design + ROWS * step * penalty
    found = sp.solve(list(normal * at - design.T * seen), list(at), dict=True)[0]
    column = design[:, 1]
    mean, height = sum(column) / ROWS, sum(seen) / ROWS
    centred, level = column - mean * sp.ones(ROWS, 1), seen - height * sp.ones(ROWS, 1)
    slope = (centred.T * level)[0] / ((centred.T * centred)[0] + ROWS * step)
    return decided(sp.Matrix([found[at[0]] - (height - mean * slope), found[at[1]] - slope]))


def bias_explicit() -> bool | None:
    """G⁻¹Zᵀ(y + c·1) − G⁻¹Zᵀy = c·e₀."""
    design, seen, penalty = with_bias()
    solution = (design.T * design + ROWS * step * penalty).inv() * design.T
    return decided(solution * (seen + c * sp.ones(ROWS, 1)) - solution * seen - c * sp.Matrix([1, 0]))


def limits_explicit() -> bool | None:
    """`limit` of both coefficients at 0 and ∞."""
    design, seen, penalty = with_bias()
    path = (design.T * design + ROWS * step * penalty).inv() * design.T * seen
    least = (design.T * design).inv() * design.T * seen
    small = path.applyfunc(lambda e: sp.limit(sp.simplify(e), step, 0, "+"))
    large = path.applyfunc(lambda e: sp.limit(sp.simplify(e), step, sp.oo))
    return decided(sp.Matrix.vstack(small - least, large - sp.Matrix([sum(seen) / ROWS, 0])))


# Minimax
def saddle() -> bool | None:
    """`solve` for the critical point, `hessian` for the determinant."""
    f = 4 * x**2 - 4 * y**2
    points = sp.solve([f.diff(x), f.diff(y)], [x, y], dict=True)
    return points == [{x: 0, y: 0}] and sp.hessian(f, (x, y)).det() == -64


def updates() -> bool | None:
    """`diff` and `simplify`."""
    f = 4 * x**2 - 4 * y**2
    first = decided(x - eta * f.diff(x) - (1 - 8 * eta) * x)
    return first and decided(y + eta * f.diff(y) - (1 - 8 * eta) * y)


def exercise_region() -> bool | None:
    """`solve_univariate_inequality`."""
    found = sp.solve_univariate_inequality(sp.Abs(1 - 8 * eta) < 1, eta, relational=False)
    return found == sp.Interval.open(0, sp.Rational(1, 4))


def general_matrix() -> sp.Matrix:
    """The iteration matrix of one step size."""
    return sp.Matrix([[1 - eta * a, -eta * b], [eta * b, 1 - eta * a]])


def general_moduli() -> bool | None:
    """|eigenvalue|² by `eigenvals`."""
    rho = (1 - eta * a) ** 2 + eta**2 * b**2
    return all(decided(sp.Abs(value) ** 2 - rho) for value in general_matrix().eigenvals())


def general_region() -> bool | None:
    """The region of convergence by `reduce_inequalities`."""
    rho = (1 - eta * a_pos) ** 2 + eta**2 * b**2
    try:
        found = sp.reduce_inequalities([rho < 1], eta)
    except NotImplementedError:
        return None
    return True if found == sp.And(0 < eta, eta < 2 * a_pos / (a_pos**2 + b**2)) else None


def best_step() -> bool | None:
    """`solve` for the stationary step and insert it."""
    rho = (1 - eta * a_pos) ** 2 + eta**2 * b**2
    (best,) = sp.solve(rho.diff(eta), eta)
    least = decided(rho.subs(eta, best) - b**2 / (a_pos**2 + b**2))
    return decided(best - a_pos / (a_pos**2 + b**2)) and least and bool(rho.diff(eta, 2).is_positive)


def two_steps() -> bool | None:
    """`simplify` the square of the iteration matrix."""
    ratio = sp.Abs(b) / sp.sqrt(a_pos * c_pos + b**2)
    down, up = (1 + ratio) / a_pos, (1 - ratio) / c_pos
    matrix = sp.Matrix([[1 - down * a_pos, -down * b], [up * b, 1 - up * c_pos]])
    return decided(matrix**2)


def separate_region() -> bool | None:
    """Both eigenvalues inside the unit circle, by `reduce_inequalities`."""
    matrix = sp.Matrix([[1 - e_x * a_pos, -e_x * b], [e_y * b, 1 - e_y * c_pos]])
    try:
        found = sp.reduce_inequalities([sp.Abs(v) < 1 for v in matrix.eigenvals()], e_x)
    except NotImplementedError:
        return None
    total = a_pos * c_pos + b**2
    claim = sp.And(
        e_x * e_y * total < e_x * a_pos + e_y * c_pos, 2 * (e_x * a_pos + e_y * c_pos) < 4 + e_x * e_y * total
    )
    return True if found == claim else None


def descent_diverges() -> bool | None:
    """`limit` of y_k² and of x_k, with y₀ ≠ 0 and 0 < η < ¼ inserted as far as assumptions can say so."""
    start = sp.Symbol("start", real=True, nonzero=True)
    grows = sp.limit((1 + 8 * step) ** (2 * k) * start**2, k, sp.oo)
    shrinks = sp.limit((1 - 8 * step) ** k * x_0, k, sp.oo)
    return True if grows == sp.oo and shrinks == 0 else None


def alternating_matrix() -> sp.Matrix:
    """The iteration matrix of alternating steps."""
    return sp.Matrix([[1, -step], [step, 1 - step**2]])


def alternating_invariant() -> bool | None:
    """`simplify` the difference after one step."""
    point = sp.Matrix([x, y])
    moved = alternating_matrix() * point
    energy = lambda p: p[0] ** 2 + p[1] ** 2 - step * p[0] * p[1]  # noqa: E731 - a formula in one line
    return decided(energy(moved) - energy(point))


def alternating_moduli() -> bool | None:
    """|eigenvalue| = 1 for 0 < η ≤ 2, by `simplify` and `refine`."""
    values = alternating_matrix().eigenvals()
    found = [sp.simplify(sp.refine(sp.Abs(v) ** 2, sp.Q.positive(2 - step))) for v in values]
    return True if all(f == 1 for f in found) else None


def alternating_bounded() -> bool | None:
    """‖v_k‖² ≤ (2 + η)/(2 − η)·‖v₀‖² from the k-th power of the matrix."""
    start = sp.Matrix([x_0, y_0])
    orbit = alternating_matrix() ** k * start
    gap = (2 + step) / (2 - step) * (start.T * start)[0] - (orbit.T * orbit)[0]
    return True if sp.simplify(gap).is_nonnegative else None


def extra_gradient() -> bool | None:
    """|eigenvalue|² = 1 − η² + η⁴, < 1 iff η < 1, least ¾."""
    matrix = sp.Matrix([[1 - step**2, -step], [step, 1 - step**2]])
    rho = 1 - step**2 + step**4
    moduli = all(decided(sp.Abs(v) ** 2 - rho) for v in matrix.eigenvals())
    region = sp.solve_univariate_inequality(rho < 1, step, relational=False, domain=sp.Interval.open(0, sp.oo))
    least = sp.minimum(rho, step, sp.Interval.open(0, sp.oo))
    return moduli and region == sp.Interval.open(0, 1) and least == sp.Rational(3, 4)


# Densities and divergences
t, spot, logit, centre, other = sp.symbols("t x h mu m", real=True)
p, q, width, second, unit = sp.symbols("p q s s_2 u", positive=True)
share, model = sp.symbols("p_0 q_0", positive=True)
BEST = p / (p + q)


def normal(at: Any, mean: Any, deviation: Any) -> Any:
    """N(x; m, s²)."""
    return sp.exp(-((at - mean) ** 2) / (2 * deviation**2)) / (sp.sqrt(2 * sp.pi) * deviation)


def kl(first: Any, second: Any) -> Any:
    """KL of two distributions on the same points."""
    return sum(a * sp.log(a / b) for a, b in zip(first, second, strict=True))


def jsd(first: Any, second: Any) -> Any:
    """JSD of two distributions on the same points."""
    mean = [(a + b) / 2 for a, b in zip(first, second, strict=True)]
    return (kl(first, mean) + kl(second, mean)) / 2


TWO = [share, 1 - share], [model, 1 - model]  # SymPy cannot be told that both are below 1
NAMED = *sp.symbols("mu_1 mu_2", real=True), *sp.symbols("sigma_1 sigma_2", positive=True)
RENAMED = centre, other, width, second


def gaussian_kl(m_1: Any, m_2: Any, s_1: Any, s_2: Any) -> Any:
    """KL(N(m₁, s₁²)‖N(m₂, s₂²))."""
    return sp.log(s_2 / s_1) + (s_1**2 + (m_1 - m_2) ** 2) / (2 * s_2**2) - sp.Rational(1, 2)


def gaussian_kl_integrate() -> bool | None:
    """`integrate` of p·log(p/q)."""
    m_1, m_2, s_1, s_2 = NAMED
    ratio = sp.log(normal(spot, m_1, s_1) / normal(spot, m_2, s_2))
    return decided(sp.integrate(normal(spot, m_1, s_1) * ratio, (spot, -sp.oo, sp.oo)) - gaussian_kl(*NAMED))


def gaussian_kl_renamed() -> bool | None:
    """The same with other names of the symbols, on which the order of SymPy's trials depends."""
    ratio = sp.log(normal(spot, centre, width) / normal(spot, other, second))
    return decided(sp.integrate(normal(spot, centre, width) * ratio, (spot, -sp.oo, sp.oo)) - gaussian_kl(*RENAMED))


def gaussian_kl_expanded() -> bool | None:
    """`integrate` term by term, the logarithm expanded first."""
    m_1, m_2, s_1, s_2 = NAMED
    ratio = sp.expand_log(sp.log(normal(spot, m_1, s_1) / normal(spot, m_2, s_2)))
    whole = sp.expand(normal(spot, m_1, s_1) * ratio)
    return decided(sp.integrate(whole, (spot, -sp.oo, sp.oo)) - gaussian_kl(*NAMED))


def gaussian_kl_stats() -> bool | None:
    """`sympy.stats.E` of the logarithm."""
    m_1, m_2, s_1, s_2 = NAMED
    draw = stats.Normal("draw", m_1, s_1)
    return decided(stats.E(sp.log(normal(draw, m_1, s_1) / normal(draw, m_2, s_2))) - gaussian_kl(*NAMED))


def log_bound_assumption() -> bool | None:
    """`is_nonnegative` of u − 1 − log u."""
    return (unit - 1 - sp.log(unit)).is_nonnegative


def log_bound_inequality() -> bool | None:
    """`solve_univariate_inequality`."""
    found = sp.solve_univariate_inequality(sp.log(t) <= t - 1, t, relational=False, domain=sp.Interval.open(0, sp.oo))
    return found == sp.Interval.open(0, sp.oo)


def gibbs_points() -> bool | None:
    """`is_nonnegative` of KL on two points."""
    return sp.simplify(kl(*TWO)).is_nonnegative


def jsd_points() -> bool | None:
    """`is_nonnegative` of log 2 − JSD on two points."""
    return sp.simplify(sp.log(2) - jsd(*TWO)).is_nonnegative


def value_points() -> bool | None:
    """`simplify` of the value at D* on two points, the logarithms expanded."""
    best = [a / (a + b) for a, b in zip(*TWO, strict=True)]
    gains = [a * sp.log(d) + b * sp.log(1 - d) for a, b, d in zip(*TWO, best, strict=True)]
    gap = -sum(gains) - (sp.log(4) - 2 * jsd(*TWO))
    return decided(sp.expand_log(sp.simplify(gap), force=True))


def generator_points() -> bool | None:
    """`simplify` of E_q[log((1 − D*)/D*)] − KL(q‖p) on two points."""
    best = [a / (a + b) for a, b in zip(*TWO, strict=True)]
    objective = sum(b * sp.log((1 - d) / d) for b, d in zip(TWO[1], best, strict=True))
    return decided(objective - kl(*reversed(TWO)))


def asymmetric() -> bool | None:
    """`is_zero` of the difference of both divergences."""
    first, other = [sp.Rational(1, 4), sp.Rational(3, 4)], [sp.Rational(1, 2)] * 2
    zero = sp.simplify(kl(first, other) - kl(other, first)).is_zero
    return None if zero is None else not zero


def objectives() -> bool | None:
    """`solveset` for the stationary points of both objectives: they are 5/16 and 2/7."""
    data, step = [sp.Rational(k, 8) for k in (4, 1, 3)], sp.Symbol("a", positive=True)
    family, inside = [step, step, 1 - 2 * step], sp.Interval.open(0, sp.Rational(1, 2))
    found = [sp.solveset(f.diff(step), step, inside) for f in (kl(data, family), kl(family, data))]
    return True if found == [sp.FiniteSet(sp.Rational(5, 16)), sp.FiniteSet(sp.Rational(2, 7))] else None


def loss_of(at: Any) -> Any:
    """−p log t − q log(1 − t)."""
    return -p * sp.log(at) - q * sp.log(1 - at)


def optimum() -> bool | None:
    """`solve` for the stationary point."""
    return sp.solve(loss_of(t).diff(t), t) == [BEST]


def convex() -> bool | None:
    """`is_positive` of the second derivative."""
    return sp.simplify(loss_of(unit).diff(unit, 2)).is_positive


def sigmoid(at: Any) -> Any:
    """σ."""
    return 1 / (1 + sp.exp(-at))


def optimal_logit() -> bool | None:
    """`solve` of D* = σ(h)."""
    (found,) = sp.solve(sp.Eq(BEST, sigmoid(logit)), logit)
    return decided(found - sp.log(p / q))


def gaussian_logit() -> bool | None:
    """`simplify` of both logits, with one variance and with two."""
    log_of = lambda deviation: sp.log(normal(spot, centre, width) / normal(spot, other, deviation))  # noqa: E731 - a formula in one line
    square = (1 / second**2 - 1 / width**2) * spot**2 / 2 + (centre / width**2 - other / second**2) * spot
    constant = (other**2 / second**2 - centre**2 / width**2) / 2 + sp.log(second / width)
    straight = (centre - other) / width**2 * (spot - (centre + other) / 2)
    return decided(sp.expand_log(log_of(width)) - straight) and decided(
        sp.expand_log(log_of(second)) - square - sp.expand_log(constant)
    )


def sigmoid_derivative() -> bool | None:
    """`diff`."""
    return decided(sigmoid(logit).diff(logit) - sigmoid(logit) * (1 - sigmoid(logit)))


def saturating() -> bool | None:
    """`diff` of log(1 − σ(h(θ)))."""
    inner = sp.Function("h", real=True)(t)
    return decided(sp.log(1 - sigmoid(inner)).diff(t) + sigmoid(inner) * inner.diff(t))


def combined() -> bool | None:
    """`simplify` of log(1 − D) − log D, and `diff`."""
    inner = sp.Function("h", real=True)(t)
    loss = sp.log(1 - sigmoid(inner)) - sp.log(sigmoid(inner))
    return decided(loss + inner) and decided(loss.diff(t) + inner.diff(t))


def vanishing() -> bool | None:
    """`limit` three times."""
    far = sigmoid(-t)
    return [sp.limit(e, t, sp.oo) for e in (-far, far / sp.exp(-t), -(1 - far))] == [0, 1, -1]


def forward() -> bool | None:
    """`simplify` of the transformed density of X + Y and X − Y."""
    old = normal((x + y) / 2, 0, 1) * normal((x - y) / 2, 0, 1) * sp.Rational(1, 2)
    return decided(old - normal(x, 0, sp.sqrt(2)) * normal(y, 0, sp.sqrt(2)))


def square() -> bool | None:
    """`sympy.stats.density` of the square of a uniform variable."""
    found = stats.density(stats.Uniform("draw", 0, 1) ** 2)(unit)
    return decided(found.subs(unit, sp.Rational(1, 3)) - sp.sqrt(3) / 2)  # at one point only


def logistic() -> bool | None:
    """`sympy.stats.density` of the sigmoid of a normal variable."""
    found = stats.density(sigmoid(stats.Normal("draw", 0, 1)))(unit)
    at = sp.Rational(1, 3)
    return decided(found.subs(unit, at) - normal(sp.log(at / (1 - at)), 0, 1) / (at * (1 - at)))  # at one point only
