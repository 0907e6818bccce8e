package homeport.server.demo;

import java.io.PrintWriter;
import java.util.List;

/** Plays all chapters on one stage; true only when every one held. */
public final class Demo {
    private static final List<Chapter> CHAPTERS = List.of(new Survival());

    private Demo() {}

    /**
     * @return every promise held
     */
    public static boolean play(PrintWriter out) throws Exception {
        try (Stage stage = Stage.open(out)) {
            out.println("Homeport demo, on " + stage.data() + " (removed at the end)");
            int number = 1;
            for (Chapter chapter : CHAPTERS) {
                out.println();
                out.println(number++ + ". " + chapter.title());
                out.flush();
                try {
                    chapter.play(stage);
                } catch (Broken promise) {
                    out.println("   NOT TRUE: " + promise.getMessage());
                    out.flush();
                    return false;
                }
            }
        }
        out.println();
        out.println("All of it held.");
        out.flush();
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
