// Command go-verifier judges the ledger's evidence by code that nobody of Capstan wrote: golang.org/x/mod/sumdb and
// transparency-dev's merkle and formats. It reads one Document in JSON from stdin and prints "OK", or the first failure.
//
// Exit code: 0 verified, 1 not verified, 2 unreadable input.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Document is what there is to check. Byte strings are in base64.
type Document struct {
	// Keys of the log: Ed25519, name+id+key. One of them must have signed each checkpoint.
	VKeys []string `json:"vkeys"`
	// Signed notes.
	Checkpoints []string `json:"checkpoints"`
	// Cosignatures that must be there.
	Cosignatures []Cosignature `json:"cosignatures"`
	Inclusion    []Inclusion   `json:"inclusion"`
	Consistency  []Consistency `json:"consistency"`
	Tiles        *Tiles        `json:"tiles"`
}

type Cosignature struct {
	Checkpoint string `json:"checkpoint"`
	VKey       string `json:"vkey"`
}

// Inclusion without a root is about the checkpoint of that size.
type Inclusion struct {
	Index    int64    `json:"index"`
	Size     int64    `json:"size"`
	LeafHash []byte   `json:"leaf_hash"`
	Hashes   [][]byte `json:"hashes"`
	RootHash []byte   `json:"root_hash"`
}

// Consistency without a root is about the checkpoint of that size.
type Consistency struct {
	From         int64    `json:"from"`
	To           int64    `json:"to"`
	FromRootHash []byte   `json:"from_root_hash"`
	ToRootHash   []byte   `json:"to_root_hash"`
	Hashes       [][]byte `json:"hashes"`
}

// Tiles of a log, which must give its leaf hashes.
type Tiles struct {
	Size       int64             `json:"size"`
	RootHash   []byte            `json:"root_hash"`
	Files      map[string][]byte `json:"files"` // by path, as tile/0/x001/234.p/5
	LeafHashes [][]byte          `json:"leaf_hashes"`
}

func main() {
	document, err := read(os.Stdin)
	if err != nil {
		fmt.Println("unreadable:", err)
		os.Exit(2)
	}
	if err := verify(document); err != nil {
		fmt.Println("FAIL", err)
		os.Exit(1)
	}
	fmt.Println("OK")
}

func read(input io.Reader) (*Document, error) {
	decoder := json.NewDecoder(input)
	decoder.DisallowUnknownFields()
	document := new(Document)
	return document, decoder.Decode(document)
}

func verify(document *Document) error {
	roots, err := verifyCheckpoints(document)
	if err != nil {
		return err
	}
	for at, proof := range document.Inclusion {
		if err := proof.verify(roots); err != nil {
			return fmt.Errorf("inclusion[%d] (index %d of %d): %w", at, proof.Index, proof.Size, err)
		}
	}
	for at, proof := range document.Consistency {
		if err := proof.verify(roots); err != nil {
			return fmt.Errorf("consistency[%d] (%d to %d): %w", at, proof.From, proof.To, err)
		}
	}
	if document.Tiles == nil {
		return nil
	}
	if err := document.Tiles.verify(roots); err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	return nil
}
