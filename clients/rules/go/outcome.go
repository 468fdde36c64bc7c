package rules

// Outcome is what a set said of a call.
type Outcome struct {
	Fired  []Rule // in the order of evaluation
	Failed int    // conditions that could not be evaluated; they have not fired
}

// Action is what becomes of a call for which a model decided that. The first allow wins over the rules below it and over the
// model; what fired above it stands. Without one, the strictest of the model's decision and what fired.
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
