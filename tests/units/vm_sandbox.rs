//! Broken-down times, with fields out of range too, are the seconds that C gives.

use lockstep::vm::sandbox::{TIME, utc_seconds};

#[test]
fn utc_seconds_of_known_dates() {
    assert_eq!(utc_seconds(1970, 1, 1, 0, 0, 0, false), 0);
    assert_eq!(utc_seconds(2001, 9, 9, 1, 46, 40, false), TIME);
    assert_eq!(utc_seconds(2000, 1, 1, 12, 0, 0, false), 946_728_000);
    assert_eq!(utc_seconds(2000, 1, 1, 12, 0, 0, true), 946_724_400);
    assert_eq!(utc_seconds(1969, 12, 31, 23, 59, 59, false), -1);
    // Fields beyond their range carry over: day 60 of 2000 is 29 February, month 14 is February.
    assert_eq!(utc_seconds(2000, 1, 60, 0, 0, 0, false), utc_seconds(2000, 2, 29, 0, 0, 0, false));
    assert_eq!(utc_seconds(1999, 14, 1, 0, 0, 0, false), utc_seconds(2000, 2, 1, 0, 0, 0, false));
    assert_eq!(utc_seconds(2000, 0, 0, 0, 0, 0, false), utc_seconds(1999, 11, 30, 0, 0, 0, false));
}
