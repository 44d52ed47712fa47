package membership

// normal returns an expression that holds for the same people and has a -not only on Direct Reports, which has no opposite
// of its own. Negations are pushed down to the comparisons, which become their opposites. Because a comparison with null
// satisfies neither itself nor its opposite, this is what gives -not its meaning in three-valued logic, and matching can
// work with two values.
func normal(e Expr, negated bool) Expr {
	switch e := e.(type) {
	case And:
		list := normals(e, negated)
		if negated {
			return Or(list)
		}
		return And(list)
	case Or:
		list := normals(e, negated)
		if negated {
			return And(list)
		}
		return Or(list)
	case Not:
		return normal(e.Clause, !negated)
	case Compare:
		if negated {
			e.Operator = e.Operator.opposite()
		}
		return e
	case Quantified:
		if negated {
			e.Quantifier = e.Quantifier.opposite()
		}
		e.Condition = normal(e.Condition, negated)
		return e
	case DirectReports:
		if negated {
			return Not{Clause: e}
		}
	}
	return e
}

func normals(list []Expr, negated bool) []Expr {
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = normal(e, negated)
	}
	return out
}
