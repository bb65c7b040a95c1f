package bot

import "iter"

// pageSize is the most that Mattermost answers at once; it takes any more for
// that, and nothing for 60 (read in 11.6: web/params.go).
const pageSize = 200

// pages are all the elements of a list that Mattermost answers in pages, each
// asked for when it is wanted. next answers the page of that number, from 0,
// which follows last, the page before; a page that is not full is the last one.
// After an error there is nothing more.
//
// What Mattermost answers as a whole, however long, is not read by it: the teams
// of a user, the commands of a team (read in 11.6).
func pages[T any](next func(number int, last []T) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var page []T
		for number := 0; number == 0 || len(page) >= pageSize; number++ {
			var err error
			if page, err = next(number, page); err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range page {
				if !yield(v, nil) {
					return
				}
			}
		}
	}
}
