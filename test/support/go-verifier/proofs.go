package main

import (
	"fmt"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
)

// Both implementations have to accept a proof.

func (p Inclusion) verify(roots Roots) error {
	root, err := roots.find(p.RootHash, p.Size)
	if err != nil {
		return err
	}
	leaf, err := hashOf(p.LeafHash)
	if err != nil {
		return err
	}
	hashes, err := hashesOf(p.Hashes)
	if err != nil {
		return err
	}
	if p.Index < 0 || p.Size < 0 {
		return fmt.Errorf("index and size are not counts")
	}
	if err := tlog.CheckRecord(hashes, p.Size, root, p.Index, leaf); err != nil {
		return fmt.Errorf("sumdb/tlog: %w", err)
	}
	if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(p.Index), uint64(p.Size), leaf[:], p.Hashes, root[:]); err != nil {
		return fmt.Errorf("transparency-dev/merkle: %w", err)
	}
	return nil
}

func (p Consistency) verify(roots Roots) error {
	from, err := roots.find(p.FromRootHash, p.From)
	if err != nil {
		return err
	}
	to, err := roots.find(p.ToRootHash, p.To)
	if err != nil {
		return err
	}
	hashes, err := hashesOf(p.Hashes)
	if err != nil {
		return err
	}
	if p.From < 0 || p.To < 0 {
		return fmt.Errorf("sizes are not counts")
	}
	// sumdb/tlog does not ask about the empty tree.
	if p.From > 0 {
		if err := tlog.CheckTree(hashes, p.To, to, p.From, from); err != nil {
			return fmt.Errorf("sumdb/tlog: %w", err)
		}
	} else if string(from[:]) != string(rfc6962.DefaultHasher.EmptyRoot()) {
		return fmt.Errorf("the root of the empty tree is wrong")
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(p.From), uint64(p.To), p.Hashes, from[:], to[:]); err != nil {
		return fmt.Errorf("transparency-dev/merkle: %w", err)
	}
	return nil
}

func hashesOf(proof [][]byte) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(proof))
	for at, bytes := range proof {
		hash, err := hashOf(bytes)
		if err != nil {
			return nil, fmt.Errorf("hashes[%d]: %w", at, err)
		}
		hashes[at] = hash
	}
	return hashes, nil
}
