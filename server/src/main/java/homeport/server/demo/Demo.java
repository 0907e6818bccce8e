package homeport.server.demo;

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
     * @return every promise held
     */
    public static boolean play(PrintWriter out) throws Exception {
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
        }
        tale.line("");
        tale.line("All of it held.");
        return true;
    }

    /** A promise that did not hold. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String seen) {
            super(seen);
        }
    }
}
