package homeport.server.demo;

import homeport.server.console.ConsoleRoute;
import homeport.server.stage.Stage;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Plays all chapters on one stage; true only when every one held. */
public final class Demo {
    private static final List<Chapter> CHAPTERS =
            List.of(
                    new Survival(),
                    new Takeover(),
                    new SecondThoughts(),
                    new ManyClients(),
                    new Culprits());

    private Demo() {}

    /**
     * @param keep at the end wait until this process is interrupted; what was shown can be looked
     *     at until then
     * @return every promise held
     */
    public static boolean play(PrintWriter out, boolean keep) throws Exception {
        Tale tale = new Tale(out);
        try (Stage stage = Stage.open("--archive-every", "2")) {
            tale.line("Homeport demo, on " + stage.data() + " (removed at the end)");
            int number = 1;
            for (Chapter chapter : CHAPTERS) {
                tale.line("");
                tale.line(number++ + ". " + chapter.title());
                try {
                    chapter.play(stage, tale);
                } catch (Broken | TimeoutException promise) {
                    tale.line("   NOT TRUE: " + promise.getMessage());
                    return false;
                }
            }
            tale.line("");
            tale.line("All of it held.");
            if (keep) leave(stage, tale);
        }
        return true;
    }

    /** The stage is cleared by its hook when the process is told to end. */
    private static void leave(Stage stage, Tale tale) throws Exception {
        String data = "--data " + stage.data();
        tale.line("");
        tale.line("It can be looked at now: " + stage.api() + ConsoleRoute.PREFIX);
        tale.line("   ./homeport console " + data + " prints the key to sign in with");
        tale.line(
                "   the failovers are on the page of payments, what pins on that of counter-proxy,");
        tale.line("   and who held up whom in the insights of stock. Ctrl-C ends and removes it.");
        Thread.currentThread().join(); // for ever
    }

    /** A promise that did not hold. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String seen) {
            super(seen);
        }
    }
}
