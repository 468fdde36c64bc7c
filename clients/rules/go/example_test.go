package rules_test

import (
	"fmt"
	"log"
	"time"

	"voxguard.io/rules"
)

func Example() {
	keys := rules.PublicKeys{}
	if err := keys.Add("key-1=0IspUkrwfIUiTppUlTPCGB6aOpGeU78yzR83moFDJG4="); err != nil {
		log.Fatal(err)
	}
	follower, err := rules.Follow(rules.Config{Store: "redis://127.0.0.1:6379", Set: "core", Engine: "edge-1", PublicKeys: keys,
		StateDir: "/var/lib/voxguard"})
	if err != nil {
		log.Fatal(err)
	}
	defer follower.Close()

	set := follower.Current()
	if set == nil {
		log.Fatal(follower.Health().Reason)
	}
	values := set.NewValues()
	if err := values.Set("caller_velocity.calls_1h", 101); err != nil {
		log.Fatal(err)
	}
	outcome, err := set.Evaluate(values, time.Now())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(outcome.Action(rules.Review), outcome.Fired, outcome.Failed)
}
