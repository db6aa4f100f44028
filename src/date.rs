//! Days of the Gregorian calendar, in UTC: until when something is accepted, and when a run ended.

use std::fmt;
use std::str::FromStr;

const SECONDS_PER_DAY: u64 = 86_400;

/// A day. Days are ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u64,
    month: u64,
    day: u64,
}

impl Date {
    /// A day before the first release: a clock that shows an earlier one is wrong.
    pub(crate) const RELEASED: Self = Self {
        year: 2026,
        month: 1,
        day: 1,
    };

    /// The day that holds a second of Unix time.
    #[must_use]
    pub fn of(seconds: u64) -> Self {
        let mut left = seconds / SECONDS_PER_DAY;
        let mut year = 1970;
        while left >= days_of_year(year) {
            left -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while left >= days_of_month(year, month) {
            left -= days_of_month(year, month);
            month += 1;
        }
        Self {
            year,
            month,
            day: left + 1,
        }
    }

    /// The last year that a day can lie in.
    const LAST_YEAR: u64 = 9999;
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is written as YYYY-MM-DD, and must exist")]
pub struct NoDate;

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else {
            return Err(NoDate);
        };
        let number = |text: &str, length: usize| {
            let is_plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| text.parse().ok()).flatten().ok_or(NoDate)
        };
        let date = Self {
            year: number(year, 4)?,
            month: number(month, 2)?,
            day: number(day, 2)?,
        };
        date.exists().then_some(date).ok_or(NoDate)
    }
}

impl Date {
    fn exists(self) -> bool {
        (1970..=Self::LAST_YEAR).contains(&self.year)
            && (1..=12).contains(&self.month)
            && (1..=days_of_month(self.year, self.month)).contains(&self.day)
    }
}

/// `2026-01-31T23:59:59`, of a second of Unix time.
#[must_use]
pub(crate) fn timestamp(seconds: u64) -> String {
    let of_day = seconds % SECONDS_PER_DAY;
    let (hours, minutes) = (of_day / 3600, of_day / 60 % 60);
    format!(
        "{}T{hours:02}:{minutes:02}:{:02}",
        Date::of(seconds),
        of_day % 60
    )
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u64) -> u64 {
    365 + u64::from(is_leap(year))
}

fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_fall_on_days() {
        assert_eq!(Date::of(0).to_string(), "1970-01-01");
        assert_eq!(Date::of(951_782_400).to_string(), "2000-02-29");
        assert_eq!(Date::of(4_107_542_400).to_string(), "2100-03-01");
        assert_eq!(timestamp(1_795_780_799), "2026-11-27T11:59:59");
    }

    #[test]
    fn days_are_read_strictly_and_ordered() {
        let day = |text: &str| text.parse::<Date>();
        assert_eq!(day("2026-11-27").unwrap().to_string(), "2026-11-27");
        assert!(day("2026-11-27").unwrap() < day("2026-12-01").unwrap());
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026-1-1",
            "+026-01-01",
            "soon",
            "",
        ] {
            assert_eq!(day(wrong), Err(NoDate), "{wrong}");
        }
        assert!(day("2028-02-29").is_ok());
    }
}
