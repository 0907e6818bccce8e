package homeport.server.fault;

import homeport.engine.NodePlace;
import homeport.server.data.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fault that stands until it is healed. {@code run/faults.json} has them all, written before each
 * is made: a service that was killed meanwhile undoes them at its next start.
 *
 * @param home folder of the node
 * @param address where the replication that is cut comes in
 */
record Standing(
        Order.Kind kind, String instance, String node, String home, String address, int port) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Standing of(Order.Kind kind, Target target, NodePlace cut) {
        return new Standing(
                kind,
                target.instance(),
                target.node(),
                target.place().home().toString(),
                cut.address(),
                cut.port());
    }

    NodePlace place() {
        return new NodePlace(Path.of(home), address, port);
    }

    static List<Standing> read(Path data) throws IOException {
        Path file = file(data);
        if (!Files.exists(file)) return List.of();
        try {
            return JSON.readValue(Files.readAllBytes(file), new TypeReference<>() {});
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged; remove it", damaged);
        }
    }

    static void write(Path data, List<Standing> all) throws IOException {
        if (all.isEmpty()) Files.deleteIfExists(file(data));
        else PrivateFile.write(file(data), JSON.writeValueAsBytes(all));
    }

    private static Path file(Path data) {
        return data.resolve("run").resolve("faults.json");
    }
}
