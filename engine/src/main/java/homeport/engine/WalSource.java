package homeport.engine;

import java.io.IOException;
import java.nio.file.Path;

/** Where archived WAL comes from during a recovery. Called by one thread at a time. */
public interface WalSource {
    /**
     * @param name of a segment or of a timeline's history
     * @param to absent; gets the file as PostgreSQL wrote it
     * @return false: there is no such file, and there should not be
     * @throws IOException it cannot be read, or is missing between others that are there
     */
    boolean fetch(String name, Path to) throws IOException;
}
