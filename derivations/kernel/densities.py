"""Densities and what is measured of them: the defined constants of generative-adversarial theory.

p and q are functions, densities with respect to a measure μ on any space; a value of 0 is allowed, and every integrand
is 0 where its density is 0, so that 0·log 0 and 0·log(0/0) never arise. Quantities are in nats.
"""

from __future__ import annotations

from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Integral,
    almost,
    constant,
    definition,
    det,
    exp,
    fresh,
    integrable,
    inv,
    log,
    pi,
    piecewise,
    sqrt,
)
from derivations.kernel.terms import ONE, REAL, ZERO, Sort, Term, apply, lam, make, num


def _point(mu: Term, *others: Term) -> Term:
    """A variable of the space on which μ lives."""
    if mu.sort.kind != "measure":
        raise IllFormed(f"a measure was expected here, but {mu} is {mu.sort}")
    return fresh("x", mu.sort.params[0], mu, *others)


@definition
def density(mu: Term, p: Term) -> Term:
    """p is measurable, nowhere negative, and its integral is 1."""
    x = _point(mu, p)
    sizes = (make("integrable", mu, p), Eq(make("integral", mu, p), ONE))
    return And(make("measurable", p), ForAll(x, ZERO <= apply(p, x)), *sizes)


@definition
def absolutely_continuous(mu: Term, p: Term, q: Term) -> Term:
    """p ≪ q: almost everywhere, q > 0 where p > 0."""
    x = _point(mu, p, q)
    return almost(Implies(ZERO < apply(p, x), ZERO < apply(q, x)), x, mu)


@definition
def same_almost_everywhere(mu: Term, p: Term, q: Term) -> Term:
    """p = q almost everywhere."""
    x = _point(mu, p, q)
    return almost(Eq(apply(p, x), apply(q, x)), x, mu)


@constant
def expectation(mu: Term, p: Term, f: Term) -> Term:
    """E_p[f] = ∫ p·f dμ over p > 0."""
    return expectation_of(mu, p, f)


def expectation_of(mu: Term, p: Term, f: Term) -> Term:
    """E_p[f] written out."""
    x = _point(mu, p, f)
    return Integral(piecewise(ZERO < apply(p, x), apply(p, x) * apply(f, x)), x, mu)


@constant
def KL(mu: Term, p: Term, q: Term) -> Term:  # noqa: N802 - the field's name
    """The Kullback-Leibler divergence of p from q, E_p[log(p/q)]; a number when it is finite (`finite_kl`)."""
    x = _point(mu, p, q)
    return expectation_of(mu, p, lam(x, log(apply(p, x) / apply(q, x))))


@definition
def finite_kl(mu: Term, p: Term, q: Term) -> Term:
    """KL(p‖q) < ∞: p ≪ q, and p·log(p/q) is integrable."""
    x = _point(mu, p, q)
    ratio = piecewise(ZERO < apply(p, x), apply(p, x) * log(apply(p, x) / apply(q, x)))
    return And(make("absolutely_continuous", mu, p, q), integrable(ratio, x, mu))


def mixture(mu: Term, p: Term, q: Term) -> Term:
    """m = (p + q)/2, as a function."""
    x = _point(mu, p, q)
    return lam(x, (apply(p, x) + apply(q, x)) / 2)


@constant
def JSD(mu: Term, p: Term, q: Term) -> Term:  # noqa: N802 - the field's name
    """The Jensen-Shannon divergence ½·KL(p‖m) + ½·KL(q‖m) with m = (p + q)/2."""
    m, half = mixture(mu, p, q), num(1) / 2
    return half * make("KL", mu, p, m) + half * make("KL", mu, q, m)


@constant
def entropy(mu: Term, p: Term) -> Term:
    """The entropy H(p) = −E_p[log p]."""
    x = _point(mu, p)
    return -expectation_of(mu, p, lam(x, log(apply(p, x))))


@definition
def pushes_forward(mu: Term, p: Term, g: Term, nu: Term, q: Term) -> Term:
    """If z has density p, then g(z) has density q: E[h(g(z))] = ∫ h·q for measurable h with values in [0, 1]."""
    z = _point(mu, p, g, nu, q)
    u = fresh("u", g.sort.params[1], mu, p, g, nu, q)
    h = fresh("h", Sort("function", u.sort, REAL), mu, p, g, nu, q)
    test = And(make("measurable", h), ForAll(u, And(ZERO <= apply(h, u), apply(h, u) <= ONE)))
    left = Integral(apply(h, apply(g, z)) * apply(p, z), z, mu)
    same = And(make("integrable", *left.args), Eq(left, Integral(apply(h, u) * apply(q, u), u, nu)))
    tested = ForAll(h, Implies(test, same))
    return And(make("integrable", nu, q), tested)


@definition
def differentiable_under_integral(mu: Term, family: Term, at: Term) -> Term:
    """t ↦ ∫f(t) dμ is differentiable at s, and its derivative is ∫∂f(s)/∂t dμ; both integrals exist (see `leibniz`)."""
    x = _point(mu, family, at)
    t = fresh("t", REAL, mu, family, at)
    path, whole = lam(t, apply(apply(family, t), x)), lam(t, make("integral", mu, apply(family, t)))
    inside = lam(x, make("derivative", path, at))
    exist = (make("integrable", mu, apply(family, at)), make("integrable", mu, inside))
    smooth = (almost(make("differentiable", path, at), x, mu), make("differentiable", whole, at))
    return And(*exist, *smooth, Eq(make("derivative", whole, at), make("integral", mu, inside)))


@constant
def normal(x: Term, m: Term, s: Term) -> Term:
    """N(x; m, s²) = exp(−(x − m)²/(2s²))/(√(2π)·s)."""
    return exp(-((x - m) ** 2) / (2 * s**2)) / (sqrt(2 * pi()) * s)


@constant
def multivariate_normal(x: Term, m: Term, s: Term) -> Term:
    """N(x; m, Σ) = exp(−½(x − m)ᵀΣ⁻¹(x − m))/√((2π)ⁿ·det Σ) for columns x and m of size n."""
    return exp(-((x - m).T * inv(s) * (x - m) / 2)) / sqrt((2 * pi()) ** s.shape[0] * det(s))


@constant
def sigmoid(h: Term) -> Term:
    """σ(h) = 1/(1 + e^{−h})."""
    return ONE / (ONE + exp(-h))
