package main

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// verify reads every leaf hash through tlog's own reader, which proves each tile against the root.
func (t *Tiles) verify(roots Roots) error {
	root, err := roots.find(t.RootHash, t.Size)
	if err != nil {
		return err
	}
	if int64(len(t.LeafHashes)) != t.Size {
		return fmt.Errorf("%d leaf hashes for a tree of %d", len(t.LeafHashes), t.Size)
	}
	if t.Size == 0 {
		return nil
	}
	expected, err := hashesOf(t.LeafHashes)
	if err != nil {
		return err
	}
	indexes := make([]int64, t.Size)
	for n := range indexes {
		indexes[n] = tlog.StoredHashIndex(0, int64(n))
	}
	found, err := tlog.TileHashReader(tlog.Tree{N: t.Size, Hash: root}, tileFiles(t.Files)).ReadHashes(indexes)
	if err != nil {
		return err
	}
	for n, hash := range found {
		if hash != expected[n] {
			return fmt.Errorf("leaf %d has hash %v in its tile, expected %v", n, hash, expected[n])
		}
	}
	return nil
}

type tileFiles map[string][]byte

func (f tileFiles) Height() int { return tileHeight }

func (f tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (f tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for at, tile := range tiles {
		// tlog writes the height into the path, where tlog-tiles has none.
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		bytes, ok := f[path]
		if !ok {
			return nil, fmt.Errorf("%s is missing", path)
		}
		data[at] = bytes
	}
	return data, nil
}
