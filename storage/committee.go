package storage

import (
	"strings"

	"pilotent/governance/record"
)

const committeeColumns = "project_id, code, name, level, channel_id, channel_name, diffusion, series, leads, digest, created_at, creator_id, creator_name, state"

func scanCommittee(r row) (c record.Committee, err error) {
	err = r.Scan(&c.Project, &c.Code, &c.Name, &c.Level, &c.Channel, &c.ChannelName, &c.Diffusion, &c.Series,
		(*list[record.Lead])(&c.Leads), optional[record.Digest]{&c.Digest}, (*instant)(&c.CreatedAt), &c.CreatedBy.ID, &c.CreatedBy.Username, &c.State)
	return c, err
}

// Committee relies on codes being kept in capitals, as governance makes them.
func (t *tx) Committee(p record.ProjectID, code string) (record.Committee, error) {
	return one(t, "committee", scanCommittee,
		"SELECT "+committeeColumns+" FROM committees WHERE project_id = $1 AND code = $2", p, strings.ToUpper(code))
}

func (t *tx) Committees(p record.ProjectID) ([]record.Committee, error) {
	return many(t, "committees", scanCommittee,
		"SELECT "+committeeColumns+" FROM committees WHERE project_id = $1 AND state <> 'withdrawn' ORDER BY code", p)
}

func (t *tx) PutCommittee(c record.Committee) error {
	return t.put("committee", upsert("committees", "project_id, code", committeeColumns, 1),
		c.Project, c.Code, c.Name, c.Level, c.Channel, c.ChannelName, c.Diffusion, c.Series,
		list[record.Lead](c.Leads), optional[record.Digest]{&c.Digest}, instant(c.CreatedAt), c.CreatedBy.ID, c.CreatedBy.Username, c.State)
}
