// The journal by Go's own hand: golang.org/x/mod/sumdb, which the Go project's checksum database stands on. Reads cases as JSON from
// stdin and says for each whether it holds; `main.ts` compares that with what we say.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type path struct {
	Index, Size int64
	Path        []string
}

type step struct {
	Name string
	// A signed note, and the key that must have signed it: name+hash+key.
	Vkey, Note string
	// What the note's checkpoint must be the root of.
	Commitment, Day string
	Batch, Journal  path
	// Or: a tree, an earlier one, and the proof that it is its beginning.
	From, To       int64
	FromRoot, Root string
	Consistency    []string
}

func hashOf(text string) (tlog.Hash, error) {
	var h tlog.Hash
	bytes, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(bytes) != tlog.HashSize {
		return h, fmt.Errorf("not a hash: %q", text)
	}
	copy(h[:], bytes)
	return h, nil
}

func hashes(texts []string) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		h, err := hashOf(text)
		if err != nil {
			return nil, err
		}
		found[i] = h
	}
	return found, nil
}

// The root that a path leads to: x/mod checks a path against a root, so one is computed as RFC 9162 says it, and then checked by x/mod.
func rootOf(p path, leaf tlog.Hash) (tlog.Hash, error) {
	proof, err := hashes(p.Path)
	if err != nil {
		return leaf, err
	}
	fn, sn, root := p.Index, p.Size-1, leaf
	for _, sibling := range proof {
		if fn%2 == 1 || fn == sn {
			root = tlog.NodeHash(sibling, root)
			for fn%2 == 0 && fn != 0 {
				fn, sn = fn/2, sn/2
			}
		} else {
			root = tlog.NodeHash(root, sibling)
		}
		fn, sn = fn/2, sn/2
	}
	return root, tlog.CheckRecord(tlog.RecordProof(proof), p.Size, root, p.Index, leaf)
}

func checkProof(s step) error {
	verifier, err := note.NewVerifier(s.Vkey)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(s.Note), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || lines[0] != verifier.Name() || size != s.Journal.Size {
		return fmt.Errorf("another checkpoint: %q", opened.Text)
	}
	rootBytes, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return err
	}
	var root tlog.Hash
	copy(root[:], rootBytes)
	commitment, err := hashOf(s.Commitment)
	if err != nil {
		return err
	}
	batchRoot, err := rootOf(s.Batch, tlog.RecordHash(commitment[:]))
	if err != nil {
		return err
	}
	leaf := tlog.RecordHash(append([]byte("postern/journal-batch/v1\n"+s.Day+"\n"), batchRoot[:]...))
	proof, err := hashes(s.Journal.Path)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(tlog.RecordProof(proof), size, root, s.Journal.Index, leaf)
}

func checkTree(s step) error {
	from, err := hashOf(s.FromRoot)
	if err != nil {
		return err
	}
	root, err := hashOf(s.Root)
	if err != nil {
		return err
	}
	proof, err := hashes(s.Consistency)
	if err != nil {
		return err
	}
	return tlog.CheckTree(tlog.TreeProof(proof), s.To, root, s.From, from)
}

func main() {
	var steps []step
	if err := json.NewDecoder(os.Stdin).Decode(&steps); err != nil {
		panic(err)
	}
	holds := map[string]string{}
	for _, s := range steps {
		check := checkTree
		if s.Note != "" {
			check = checkProof
		}
		if err := check(s); err != nil {
			holds[s.Name] = err.Error()
		} else {
			holds[s.Name] = "holds"
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(holds); err != nil {
		panic(err)
	}
}
