//! The rules of the sandbox, which both engines share: addresses, and broken-down times as the seconds that C gives, with fields
//! out of range too.

use lockstep::vm::sandbox::{TIME, address, utc_seconds};

#[test]
fn addresses_have_eight_digits() {
    assert_eq!(address(1), "0x00000001");
    assert_eq!(address(0x0123_4567_89ab), "0x123456789ab");
}

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

#[test]
fn utc_seconds_of_each_day() {
    let mut days = utc_seconds(1581, 12, 31, 0, 0, 0, false) / 86_400;
    assert_eq!(days, -141_715);
    for year in 1582..2500 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let february = if leap { 29 } else { 28 };
        for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            for day in 1..=length {
                days += 1;
                assert_eq!(utc_seconds(year, month, day, 0, 0, 0, false), days * 86_400, "{year}-{month}-{day}");
            }
            // The same month, counted from other years.
            for offset in [-30, -1, 1, 7] {
                let other = utc_seconds(year + offset, month - 12 * offset, length, 5, -6, 70, false);
                assert_eq!(other, days * 86_400 + 5 * 3_600 - 6 * 60 + 70, "{year}-{month} from {offset} years on");
            }
        }
    }
}
