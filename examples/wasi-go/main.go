// A package in Go: reads the input from standard input, writes objects to standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type input struct {
	Data struct {
		Name     string `json:"name"`
		Replicas *int   `json:"replicas"`
	} `json:"data"`
}

func main() {
	var given input
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	replicas := 1
	if given.Data.Replicas != nil {
		replicas = *given.Data.Replicas
	}
	if replicas > 10 {
		// An exit code other than 0 refuses the input; this is the message.
		fmt.Fprintf(os.Stderr, "replicas is %d: at most 10\n", replicas)
		os.Exit(1)
	}
	fmt.Printf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\ndata:\n  replicas: \"%d\"\n", given.Data.Name, replicas)
}
