package homeport.server.cli;

import homeport.server.top.LoadScreen;
import homeport.server.top.LoadScreen.Size;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal in front of a user, taken for a screen that is drawn again and again. Given back as
 * it was when closed, also on a signal. One thread.
 */
final class Terminal implements AutoCloseable {
    private static final File DEVICE = new File("/dev/tty");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})");
    private static final Size USUAL = new Size(80, 24, false);
    private static final Duration STTY_MAX = Duration.ofSeconds(2);
    private static final Duration KEY_LOOK = Duration.ofMillis(50);

    /** Another screen, no cursor. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";

    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintWriter out;
    private final String before;
    private final Thread hook = new Thread(this::giveBack, "give the terminal back");
    private boolean given;

    private Terminal(PrintWriter out, String before) {
        this.out = out;
        this.before = before;
    }

    /** Input and output are a terminal. */
    static boolean isThere() {
        return System.console() != null && System.console().isTerminal();
    }

    /** Source: no-color.org. */
    static boolean colours() {
        String term = System.getenv().getOrDefault("TERM", "");
        return System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                && !term.isEmpty()
                && !term.equals("dumb");
    }

    /** As it is now; 80 by 24 where it does not say. */
    static Size size() {
        try {
            Matcher size = SIZE.matcher(stty("size"));
            if (size.matches() && !size.group(1).equals("0") && !size.group(2).equals("0"))
                return new Size(
                        Integer.parseInt(size.group(2)),
                        Integer.parseInt(size.group(1)),
                        colours());
        } catch (IOException unknown) {
            return new Size(USUAL.columns(), USUAL.rows(), colours());
        }
        return new Size(USUAL.columns(), USUAL.rows(), colours());
    }

    /** Keys come one by one and are not shown from now on. */
    static Terminal take(PrintWriter out) throws IOException {
        Terminal terminal = new Terminal(out, stty("-g"));
        Runtime.getRuntime().addShutdownHook(terminal.hook);
        stty("-icanon", "-echo", "min", "0", "time", "0");
        out.print(ENTER);
        out.flush();
        return terminal;
    }

    /**
     * @param lines of {@link LoadScreen}, one fewer than there are rows
     * @param foot the last line
     */
    synchronized void draw(List<String> lines, String foot, Size size) {
        if (given) return;
        StringBuilder frame = new StringBuilder(HOME);
        for (String line : lines) frame.append(line).append(REST_OF_LINE).append("\r\n");
        frame.append(LoadScreen.note(foot, size)).append(REST_OF_LINE).append(REST_OF_SCREEN);
        out.print(frame);
        out.flush();
    }

    /** Waits, but no longer than until {@code q} is pressed. */
    boolean quits(Duration max) throws IOException {
        long end = System.nanoTime() + max.toNanos();
        while (System.nanoTime() < end) {
            while (System.in.available() > 0) {
                int key = System.in.read();
                if (key == 'q' || key == 'Q') return true;
            }
            try {
                Thread.sleep(KEY_LOOK);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
        return out.checkError();
    }

    private static String stty(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process stty =
                new ProcessBuilder(command)
                        .redirectInput(DEVICE)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            String said =
                    new String(stty.getInputStream().readNBytes(1024), StandardCharsets.US_ASCII);
            if (!stty.waitFor(STTY_MAX.toMillis(), TimeUnit.MILLISECONDS)) stty.destroyForcibly();
            return said.strip();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", asked);
        }
    }

    private synchronized void giveBack() {
        if (given) return;
        given = true;
        out.print(LEAVE);
        out.flush();
        try {
            stty(before);
        } catch (IOException failed) {
            System.err.println("homeport: type `stty sane`: " + failed.getMessage());
        }
    }

    @Override
    public void close() {
        giveBack();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            return; // the hook has nothing left to do
        }
    }
}
