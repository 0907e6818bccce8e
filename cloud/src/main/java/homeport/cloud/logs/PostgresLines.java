package homeport.cloud.logs;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of a PostgreSQL server. A line that goes on with a message begins with a tab; the time is
 * what {@code log_line_prefix} begins with ({@code %t}, {@code %m} or {@code %n}). Source:
 * PostgreSQL documentation, "Error Reporting and Logging".
 */
public final class PostgresLines implements LineFormat {
    private static final Pattern TIME =
            Pattern.compile(
                    "\\W{0,2}(\\d{4})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{3}))?"
                            + " ([A-Za-z0-9+_/-]{1,40})");
    private static final Pattern EPOCH = Pattern.compile("\\W{0,2}(\\d{10})\\.(\\d{3})");
    private static final Pattern FILE =
            Pattern.compile("postgresql\\.log\\.(\\d{4}-\\d\\d-\\d\\d-\\d\\d)");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH");

    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    /** The hour that a file is of, since 1970; empty when its name is none of a log. */
    public static OptionalLong number(String fileName) {
        Matcher name = FILE.matcher(fileName);
        if (!name.matches()) return OptionalLong.empty();
        try {
            long millis =
                    LocalDateTime.parse(name.group(1), HOUR)
                            .toInstant(ZoneOffset.UTC)
                            .toEpochMilli();
            return OptionalLong.of(millis / HOUR_MILLIS);
        } catch (DateTimeException notATime) {
            return OptionalLong.empty();
        }
    }

    @Override
    public boolean continues(String line) {
        return line.startsWith("\t");
    }

    @Override
    public OptionalLong millis(String line) {
        Matcher epoch = EPOCH.matcher(line);
        if (epoch.lookingAt())
            return OptionalLong.of(
                    Long.parseLong(epoch.group(1)) * 1000 + Integer.parseInt(epoch.group(2)));
        Matcher time = TIME.matcher(line);
        return time.lookingAt() ? millis(time) : OptionalLong.empty();
    }

    private static OptionalLong millis(Matcher time) {
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            number(time, 1),
                            number(time, 2),
                            number(time, 3),
                            number(time, 4),
                            number(time, 5),
                            number(time, 6));
            long millis = time.group(7) == null ? 0 : number(time, 7);
            return OptionalLong.of(
                    local.atZone(zone(time.group(8))).toInstant().toEpochMilli() + millis);
        } catch (DateTimeException notATime) {
            return OptionalLong.empty();
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** An abbreviation that could be several zones counts as UTC. */
    private static ZoneId zone(String name) {
        if (name.equals("UTC") || name.equals("GMT")) return ZoneOffset.UTC;
        try {
            return ZoneId.of(name, ZoneId.SHORT_IDS);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    @Override
    public long earliest(long number) {
        return number * HOUR_MILLIS;
    }
}
