package rules

// Outcome is the result of a set for a call.
type Outcome struct {
	Fired  []Rule // in the order of evaluation
	Failed int    // conditions without a result; their rules have not fired
}

// Action returns the action for a call, given the model's decision. The first allow overrides later rules and the model, but not
// earlier rules. Without one, the strictest of the model's decision and the fired rules wins.
func (o Outcome) Action(model Action) Action {
	strictest := Allow
	for i := range o.Fired {
		if o.Fired[i].Action == Allow {
			return strictest
		}
		strictest = max(strictest, o.Fired[i].Action)
	}
	return max(strictest, model)
}
