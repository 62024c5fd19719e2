package main

import (
	"fmt"
	"math"

	"github.com/transparency-dev/formats/log"
	cosignatures "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Roots of the checkpoints, by size.
type Roots map[int64]tlog.Hash

func (r Roots) find(given []byte, size int64) (tlog.Hash, error) {
	if given != nil {
		return hashOf(given)
	}
	root, ok := r[size]
	if !ok {
		return root, fmt.Errorf("no checkpoint has size %d", size)
	}
	return root, nil
}

func verifyCheckpoints(document *Document) (Roots, error) {
	roots := Roots{}
	for at, text := range document.Checkpoints {
		size, root, err := openAny(text, document.VKeys)
		if err != nil {
			return nil, fmt.Errorf("checkpoints[%d]: %w", at, err)
		}
		if known, ok := roots[size]; ok && known != root {
			return nil, fmt.Errorf("checkpoints[%d]: size %d was signed with two roots: the log was forked", at, size)
		}
		roots[size] = root
	}
	for at, wanted := range document.Cosignatures {
		verifier, err := cosignatures.NewVerifierForCosignatureV1(wanted.VKey)
		if err != nil {
			return nil, fmt.Errorf("cosignatures[%d]: %w", at, err)
		}
		if _, err := note.Open([]byte(wanted.Checkpoint), note.VerifierList(verifier)); err != nil {
			return nil, fmt.Errorf("cosignatures[%d]: %w", at, err)
		}
	}
	return roots, nil
}

// openAny opens a checkpoint with the first of the keys that has signed it.
func openAny(text string, vkeys []string) (int64, tlog.Hash, error) {
	err := fmt.Errorf("no key was given")
	for _, vkey := range vkeys {
		var size int64
		var root tlog.Hash
		if size, root, err = open(text, vkey); err == nil {
			return size, root, nil
		}
	}
	return 0, tlog.Hash{}, err
}

// open demands that the key has the name of the log: the origin is the name of the key.
func open(text, vkey string) (size int64, root tlog.Hash, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return 0, root, err
	}
	checkpoint, _, _, err := log.ParseCheckpoint([]byte(text), verifier.Name(), verifier)
	if err != nil {
		return 0, root, err
	}
	if checkpoint.Size > math.MaxInt64 {
		return 0, root, fmt.Errorf("size %d is too large", checkpoint.Size)
	}
	root, err = hashOf(checkpoint.Hash)
	return int64(checkpoint.Size), root, err
}

func hashOf(bytes []byte) (hash tlog.Hash, err error) {
	if len(bytes) != tlog.HashSize {
		return hash, fmt.Errorf("%d bytes are not a hash", len(bytes))
	}
	copy(hash[:], bytes)
	return hash, nil
}
