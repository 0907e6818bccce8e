package homeport.server.top;

import homeport.server.top.LoadReading.Digest;
import homeport.server.top.LoadReading.Holder;
import homeport.server.top.LoadReading.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a reading. Pure. */
public final class LoadScreen {
    private static final String STRONG = "1";
    private static final String FAINT = "2";
    private static final String ALARM = "1;31";

    /** Queued load below this is noise. */
    private static final double QUEUED_MIN = 0.1;

    /** The bar of one digest. */
    private static final int SMALL_BAR = 12;

    private final LoadReading reading;
    private final Size size;
    private final List<Line> lines = new ArrayList<>();

    /**
     * What there is room for.
     *
     * @param rows of a terminal; 0: as many as needed
     * @param columns 20 or more
     */
    public record Size(int columns, int rows, boolean colours) {
        public Size {
            columns = Math.max(20, columns);
        }
    }

    private LoadScreen(LoadReading reading, Size size) {
        this.reading = reading;
        this.size = size;
    }

    /** No line is wider, nor are there more, than the size allows. */
    public static List<String> lines(LoadReading reading, Size size) {
        LoadScreen screen = new LoadScreen(reading, size);
        screen.head();
        screen.bar();
        screen.legend();
        screen.processors();
        int holders = screen.holderLines();
        screen.digests(holders);
        screen.holders(holders);
        int last = size.rows() > 0 ? Math.min(size.rows(), screen.lines.size()) : 0;
        List<Line> shown = size.rows() > 0 ? screen.lines.subList(0, last) : screen.lines;
        return shown.stream().map(Line::toString).toList();
    }

    /** One faint line of any text. */
    public static String note(String text, Size size) {
        return new Line(size.columns(), size.colours()).add(text, FAINT).toString();
    }

    private Line line() {
        Line line = new Line(size.columns(), size.colours());
        lines.add(line);
        return line;
    }

    private void head() {
        Line line = line().add(reading.instance(), STRONG).add("  " + reading.region());
        line.add("  " + vcpus());
        if (reading.connections() >= 0) {
            line.add("  " + reading.connections());
            if (reading.connectionsMax() >= 0) line.add(" of " + reading.connectionsMax());
            line.add(" connections");
        }
        line.add("  ");
        if (reading.sampleAge() < 0) line.add("no sample in the last minute", ALARM);
        else line.add("newest sample " + number(reading.sampleAge()) + " s old");
    }

    private String vcpus() {
        return reading.vcpus() + (reading.vcpus() == 1 ? " vCPU" : " vCPUs");
    }

    // ---- the bar

    private void bar() {
        if (reading.sampleAge() < 0) return;
        line().add("load ")
                .add(number(reading.load()), reading.load() > reading.vcpus() ? ALARM : STRONG)
                .add(" sessions on average over the last minute");
        Line line = line();
        int width = line.left() - 1;
        double scale = Math.max(reading.load(), reading.vcpus() * 1.25);
        int limit = (int) Math.round(reading.vcpus() / scale * width);
        List<WaitMark> cells = cells(split(reading.waits()), scale, width);
        for (int at = 0; at < width; at++) {
            if (at == limit) line.add("|", STRONG);
            if (at < cells.size()) mark(line, cells.get(at));
            else if (at < limit) line.add(".", FAINT);
        }
        if (limit >= width) line.add("|", STRONG);
        line().to(Math.max(0, limit - vcpus().length() + 1)).add(vcpus(), FAINT);
        seconds();
    }

    private static void mark(Line line, WaitMark mark) {
        line.add(String.valueOf(mark.letter()), mark.style());
    }

    /** CPU in two where that is known. */
    private List<Part> split(List<Wait> waits) {
        List<Part> parts = new ArrayList<>();
        for (Wait one : waits) {
            WaitMark mark = WaitMark.of(one.type());
            double queued = mark == WaitMark.CPU ? Math.clamp(reading.queued(), 0, one.load()) : 0;
            parts.add(new Part(mark, one.load() - queued));
            if (queued > 0) parts.add(new Part(WaitMark.QUEUED, queued));
        }
        return parts;
    }

    private record Part(WaitMark mark, double load) {}

    /** Rounded at the ends of parts, so that the whole is as long as the load is. */
    private static List<WaitMark> cells(List<Part> parts, double scale, int width) {
        List<WaitMark> cells = new ArrayList<>();
        double sum = 0;
        for (Part one : parts) {
            sum += one.load();
            int end = (int) Math.round(sum / scale * width);
            while (cells.size() < Math.min(end, width)) cells.add(one.mark());
        }
        return cells;
    }

    /** Each second as a digit: 0 for none at all, + for ten and more. */
    private void seconds() {
        StringBuilder digits = new StringBuilder();
        for (double one : reading.seconds()) {
            long whole = one <= 0 ? 0 : Math.max(1, Math.round(one));
            digits.append(one < 0 ? " " : whole > 9 ? "+" : Long.toString(whole));
        }
        Line line = line();
        String label = "by second ";
        int room = Math.max(0, line.left() - label.length());
        String newest = digits.substring(Math.max(0, digits.length() - room));
        line.add(label, FAINT).add(newest);
    }

    private void legend() {
        if (reading.sampleAge() < 0) return;
        Line line = line();
        for (Wait one : reading.waits()) {
            if (one.load() < 0.005) continue;
            String entry = one.type() + " " + number(one.load());
            if (line.left() < entry.length() + 4) line = line();
            mark(line, WaitMark.of(one.type()));
            line.add(" " + entry + "  ");
        }
        if (reading.load() < 0.005) line.add("nobody works", FAINT);
    }

    private void processors() {
        if (reading.queued() >= QUEUED_MIN) {
            Line line = line();
            mark(line, WaitMark.QUEUED);
            line.add(" " + sessions(reading.queued()), STRONG)
                    .add(
                            (isOne(reading.queued()) ? " waits" : " wait")
                                    + " for a processor; the class has "
                                    + vcpus()
                                    + ".");
        } else if (reading.running() >= QUEUED_MIN) {
            line().add(
                            sessions(reading.running())
                                    + (isOne(reading.running()) ? " runs" : " run")
                                    + " on the class's "
                                    + vcpus()
                                    + "; none waits for a processor.",
                            FAINT);
        }
    }

    private static boolean isOne(double load) {
        return number(load).equals("1.0") || number(load).equals("1.00");
    }

    private static String sessions(double load) {
        return number(load) + (isOne(load) ? " session" : " sessions");
    }

    // ---- statements

    private void digests(int holderLines) {
        if (reading.digests().isEmpty()) return;
        int room = reading.digests().size();
        if (size.rows() > 0)
            room = Math.min(room, Math.max(1, size.rows() - lines.size() - 2 - holderLines));
        line();
        line().add("  LOAD  BY WAIT       CALLS/S   MS/CALL  SQL", STRONG);
        double most = reading.digests().getFirst().load();
        for (Digest one : reading.digests().subList(0, room)) {
            Line line = line().add("%6s  ".formatted(number(one.load())));
            int cells = 0;
            for (WaitMark mark : cells(unsplit(one), Math.max(most, 0.01), SMALL_BAR)) {
                mark(line, mark);
                cells++;
            }
            line.add(" ".repeat(SMALL_BAR - cells))
                    .add(
                            "%9s %9s  "
                                    .formatted(
                                            known(one.callsPerSecond()),
                                            known(one.millisPerCall())))
                    .add(one.sql().isEmpty() ? "(unknown)" : flat(one.sql()));
        }
    }

    private static List<Part> unsplit(Digest digest) {
        return digest.waits().stream()
                .map(one -> new Part(WaitMark.of(one.type()), one.load()))
                .toList();
    }

    private static String known(double value) {
        return value < 0 ? "-" : number(value);
    }

    // ---- locks

    /** With their heading: at most half of a terminal. */
    private int holderLines() {
        if (reading.holders().isEmpty()) return 0;
        int wanted = reading.holders().size() + 2 + (reading.omitted() > 0 ? 1 : 0);
        return size.rows() > 0 ? Math.min(wanted, Math.max(3, size.rows() / 2)) : wanted;
    }

    private void holders(int room) {
        if (room == 0) return;
        line();
        line().add("WHO HOLDS UP WHOM", STRONG);
        int told = 0;
        int all = reading.holders().size() + reading.omitted();
        boolean fits = all <= room - 2;
        for (Holder one :
                reading.holders()
                        .subList(
                                0,
                                Math.min(
                                        reading.holders().size(),
                                        fits ? room - 2 : Math.max(1, room - 3)))) {
            holder(one);
            told++;
        }
        if (told < all) line().add("  and " + (all - told) + " more", FAINT);
    }

    private void holder(Holder one) {
        Line line = line().add("  ".repeat(Math.min(one.depth(), 8)));
        line.add(one.pid() == 0 ? "prepared transaction" : "pid " + one.pid(), STRONG);
        line.add(" " + one.user() + "@" + one.database());
        if (!one.application().isEmpty()) line.add(" (" + one.application() + ")");
        if (one.depth() == 0) {
            line.add(", " + (one.state().isEmpty() ? "state unknown" : one.state()));
            if (one.stateSeconds() >= 0) line.add(" for " + span(one.stateSeconds()));
        } else {
            line.add(" waits");
            if (one.waitSeconds() >= 0) line.add(" " + span(one.waitSeconds()));
            line.add(" for " + one.mode() + " on " + one.waitsFor());
        }
        if (one.blocked() > 0) line.add(", holds up " + one.blocked(), ALARM);
        if (!one.sql().isEmpty()) line.add(": " + flat(one.sql()));
    }

    private static String flat(String sql) {
        return sql.strip().replaceAll("\\s+", " ");
    }

    private static String span(double seconds) {
        Duration time = Duration.ofMillis((long) (seconds * 1000));
        if (time.toHours() > 0) return time.toHours() + " h " + time.toMinutesPart() + " min";
        if (time.toMinutes() > 0) return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        return time.toSeconds() + " s";
    }

    private static String number(double value) {
        String form = value >= 1000 ? "%.0f" : value >= 1 || value == 0 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
