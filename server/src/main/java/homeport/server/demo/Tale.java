package homeport.server.demo;

import java.io.PrintWriter;
import java.util.List;

/** Tells what happens on the stage, line by line, as it happens. */
final class Tale {
    private static final int DOTS = 52;

    private final PrintWriter out;

    Tale(PrintWriter out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** One line: what was done and what came of it. */
    void say(String done, String result) {
        line("   " + done + " " + ".".repeat(Math.max(2, DOTS - done.length())) + " " + result);
    }

    void print(List<String> lines) {
        lines.forEach(text -> line("      " + text));
    }
}
