"""The trusted kernel: every way to make a theorem is listed here.

logic        assume truth weaken discharge modus_ponens cut both left right either cases excluded_middle negate
             contradiction by_contradiction equivalence converse generalise specialise exhibit obtain instantiate
             reflexivity symmetry transitivity rewrite congruence
             abstraction unfold induction
definedness  publish
algebra      field combination nonneg                     powers    powers
order        trichotomy negated_order antisymmetry strengthen norm_zero natural_nonneg natural_step range_of absolute
             monotone power_sign
matrices     inverse one_sided_inverse injective determinant determinant_product determinant_transpose sylvester
             triangular
calculus     derivative smooth expansion fermat tangent locally
limits       continuity reciprocal_vanishes sandwich limit_congruence limit_order divergence infinite_multiple
             unbounded reciprocal_of_infinite limit_conflict shifted geometric_decay geometric_growth
             definite_vanishes
iterations   iterate_start iterate_step schur_cohn (oracle)          z3_oracle    z3 (oracle)
vectors      inner_sum entry_of extensional
integrals    branch almost_everywhere linear integral_order integral_zero squeezed absolutely_integrable
             composed dominated_convergence leibniz on_space
summation    sum_almost sum_everywhere sum_integrable sum_of product_of
lebesgue     pi_bounds point_null smooth_measurable substitution affine_substitution inverse_derivative
             gaussian_moment gaussian_vector fubini independent
antiderivatives             antiderivative improper
metric       euclidean_complete                           random_vectors law_of_image joint_law
"""

from derivations.kernel import (
    algebra,
    antiderivatives,
    calculus,
    certificate,
    definedness,
    densities,
    errors,
    formulas,
    integrals,
    iterations,
    lebesgue,
    limits,
    logic,
    matrices,
    metric,
    order,
    powers,
    random_vectors,
    signatures,
    summation,
    terms,
    vectors,
    z3_oracle,
)
from derivations.kernel.errors import IllFormed, NotATheorem, ProofError, Undecided
from derivations.kernel.terms import Sort, Term
from derivations.kernel.theorem import RULES, Rule, Sequent, Side, Theorem, is_theorem

__all__ = [
    "RULES",
    "IllFormed",
    "NotATheorem",
    "ProofError",
    "Rule",
    "Sequent",
    "Side",
    "Sort",
    "Term",
    "Theorem",
    "Undecided",
    "algebra",
    "antiderivatives",
    "calculus",
    "certificate",
    "definedness",
    "densities",
    "errors",
    "formulas",
    "integrals",
    "is_theorem",
    "iterations",
    "lebesgue",
    "limits",
    "logic",
    "matrices",
    "metric",
    "order",
    "powers",
    "random_vectors",
    "signatures",
    "summation",
    "terms",
    "vectors",
    "z3_oracle",
]
