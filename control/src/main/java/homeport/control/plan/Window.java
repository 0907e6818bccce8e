package homeport.control.plan;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of time that comes back every day (backup window, {@code 03:00-04:00}) or every week
 * (maintenance window, {@code sun:04:00-sun:05:00}). UTC; the end does not belong to it.
 *
 * @param start minutes after midnight, of Monday when weekly
 * @param period minutes: a day or a week
 */
public record Window(int start, int minutes, int period) {
    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;
    private static final String TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
    private static final Pattern DAILY = Pattern.compile(TIME + "-" + TIME);
    private static final Pattern WEEKLY =
            Pattern.compile("([a-z]{3}):" + TIME + "-([a-z]{3}):" + TIME);

    /**
     * @throws IllegalArgumentException not {@code hh:mm-hh:mm}
     */
    public static Window daily(String text) {
        Matcher m = DAILY.matcher(text);
        if (!m.matches()) throw new IllegalArgumentException("not hh:mm-hh:mm: " + text);
        return of(minutes(m, 1), minutes(m, 3), DAY);
    }

    /**
     * @throws IllegalArgumentException not {@code ddd:hh:mm-ddd:hh:mm}
     */
    public static Window weekly(String text) {
        Matcher m = WEEKLY.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) throw new IllegalArgumentException("not ddd:hh:mm-ddd:hh:mm: " + text);
        int from = day(m.group(1)) * DAY + minutes(m, 2);
        int to = day(m.group(4)) * DAY + minutes(m, 5);
        return of(from, to, WEEK);
    }

    private static Window of(int from, int to, int period) {
        return new Window(from, Math.floorMod(to - from, period), period);
    }

    public boolean contains(Instant moment) {
        return Math.floorMod(minuteOf(moment) - start, period) < minutes;
    }

    /** The last start before {@code moment}, or then. */
    public Instant lastStart(Instant moment) {
        return nextStart(moment).minus(Duration.ofMinutes(period));
    }

    /** From its start to its end. */
    public Duration length() {
        return Duration.ofMinutes(minutes);
    }

    /** The first start after {@code moment}. */
    public Instant nextStart(Instant moment) {
        int ahead = Math.floorMod(start - minuteOf(moment), period);
        Instant minute = moment.truncatedTo(ChronoUnit.MINUTES);
        return minute.plus(Duration.ofMinutes(ahead == 0 ? period : ahead));
    }

    /**
     * Both ever cover the same minute; touching is fine. A daily and a weekly window can be
     * compared.
     */
    public boolean overlaps(Window other) {
        int days = WEEK / Math.min(period, other.period);
        Window daily = period <= other.period ? this : other;
        Window longer = daily == this ? other : this;
        for (int i = 0; i < days; i++) {
            int from = daily.start + i * daily.period;
            if (Math.floorMod(from - longer.start, longer.period) < longer.minutes) return true;
            if (Math.floorMod(longer.start - from, longer.period) < daily.minutes) return true;
        }
        return false;
    }

    private int minuteOf(Instant moment) {
        ZonedDateTime at = moment.atZone(ZoneOffset.UTC);
        LocalTime time = at.toLocalTime();
        int minute = time.getHour() * 60 + time.getMinute();
        return period == DAY ? minute : at.getDayOfWeek().ordinal() * DAY + minute;
    }

    private static int minutes(Matcher m, int group) {
        return Integer.parseInt(m.group(group)) * 60 + Integer.parseInt(m.group(group + 1));
    }

    private static int day(String name) {
        for (DayOfWeek day : DayOfWeek.values())
            if (day.name().toLowerCase(Locale.ROOT).startsWith(name)) return day.ordinal();
        throw new IllegalArgumentException("no day of the week: " + name);
    }
}
