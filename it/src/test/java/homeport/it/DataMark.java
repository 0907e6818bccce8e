package homeport.it;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * A file of ours in an instance's data folder, which no copy of another folder has: it tells
 * whether the folder is still the same one. Its inode does not: ext4 gives the number of a folder
 * that was removed to the next that is made.
 */
record DataMark(Path file) {
    private static final String NAME = "test.mark";

    static DataMark in(Stage stage, DBInstance instance) throws IOException {
        Path data = stage.data().resolve("nodes").resolve(instance.dbiResourceId()).resolve("data");
        return new DataMark(Files.createFile(data.resolve(NAME)));
    }

    /** The data are those that were marked. */
    boolean stands() {
        return Files.exists(file);
    }

    /** There are data, and others than those that were marked. */
    boolean isReplaced() {
        return Files.exists(file.getParent()) && !stands();
    }
}
