package app

import (
	"context"
	"fmt"
	"sync"

	"crosswalk/internal/catalog"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
	"crosswalk/seeds"
)

// withSeedOrigin adds what the seeds' manifest knows of a text.
func withSeedOrigin(stated ingest.Origin, sum string) (ingest.Origin, error) {
	known, err := seedOrigins()
	if err != nil {
		return stated, err
	}
	for _, o := range known {
		if o.SHA256 == sum {
			stated = merge(stated, o)
		}
	}
	return stated, nil
}

// seedOrigins returns the origins of the seed documents.
var seedOrigins = sync.OnceValues(func() ([]ingest.Origin, error) {
	data, err := seeds.Files.ReadFile(seeds.Manifest)
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	list, err := ingest.ParseManifest(data)
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	return list, nil
})

// ingestSeeds stores the seed documents that the catalog has not seen. It never
// supersedes what somebody has stored, before the seed or after it.
func (a *App) ingestSeeds(ctx context.Context) error {
	origins, err := seedOrigins()
	if err != nil {
		return err
	}
	for i, o := range origins {
		a.report("ingesting the seed documents", i, len(origins))
		settled, err := a.catalog.Settled(ctx, spec.ClassID(o.Issuer, o.Code), o.SHA256, ingest.Version)
		if err != nil {
			return err
		}
		if settled {
			continue
		}
		raw, err := seeds.Files.ReadFile(o.File)
		if err != nil {
			return fmt.Errorf("seeds: %w", err)
		}
		readings, err := a.Read(ctx, o.File, raw, o)
		if err != nil {
			return fmt.Errorf("seed %s: %w", o.File, err)
		}
		ids, err := a.identify(ctx, readings, o)
		if spec.CodeOf(err) == spec.Conflict {
			a.cfg.Log.Warn("seed left out", "file", o.File, "error", err)
			continue
		}
		if err != nil {
			return fmt.Errorf("seed %s: %w", o.File, err)
		}
		id := ids[0] // no seed is of several classes
		outcome, _, err := a.catalog.Plan(ctx, id.record())
		if err != nil {
			return err
		}
		if outcome == catalog.Revised { // somebody stored another text before the seed: it stays in force
			a.cfg.Log.Info("seed left out: the catalog has another text of it", "class", id.Class.ID)
			continue
		}
		if _, _, err := a.catalog.Put(ctx, id.record()); err != nil {
			return fmt.Errorf("seed %s: %w", o.File, err)
		}
	}
	return nil
}
