package homeport.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** {@code 2026-11-24T10:00:00.000Z INFO door: message}, then the stack trace if there is one. */
final class LineFormatter extends Formatter {
    @Override
    public String format(LogRecord entry) {
        String line =
                "%s %-7s %s: %s%n"
                        .formatted(
                                time(entry),
                                entry.getLevel(),
                                place(entry.getLoggerName()),
                                formatMessage(entry));
        return entry.getThrown() == null ? line : line + trace(entry.getThrown());
    }

    private static String time(LogRecord entry) {
        String text = entry.getInstant().truncatedTo(ChronoUnit.MILLIS).toString();
        // Instant leaves out a fraction of zero; columns must not move.
        return text.length() == 20 ? text.replace("Z", ".000Z") : text;
    }

    private static String place(String logger) {
        if (logger == null) return "homeport";
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
