package homeport.proxy.pool;

import static homeport.proxy.pool.WireClient.bind;
import static homeport.proxy.pool.WireClient.closing;
import static homeport.proxy.pool.WireClient.describe;
import static homeport.proxy.pool.WireClient.execute;
import static homeport.proxy.pool.WireClient.flush;
import static homeport.proxy.pool.WireClient.join;
import static homeport.proxy.pool.WireClient.message;
import static homeport.proxy.pool.WireClient.parse;
import static homeport.proxy.pool.WireClient.query;
import static homeport.proxy.pool.WireClient.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.door.Certificate;
import homeport.proxy.loop.Loop;
import homeport.proxy.pool.Target.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Clients say anything, whole or broken, before a server double that keeps the protocol's order:
 * nothing fails inside, and another client always goes on. The nightly form is {@code
 * -Dhomeport.fuzz.messages=10000000}. Replay one run by {@code -Dhomeport.fuzz.seed=}.
 */
class ProxyFuzzIT {
    private static final int MESSAGES = Integer.getInteger("homeport.fuzz.messages", 200_000);
    private static final int MESSAGES_OF_ONE_CLIENT = 2_000;

    private static final String[] TEXTS = {
        "SELECT 1",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "FAIL",
        "COPY IN",
        "SET x = 1",
        "DISCARD ALL",
        "DEALLOCATE ALL",
        "DEALLOCATE n1",
        "",
        "SELECT 'a'';b'; $$ FAIL $$",
        "LISTEN x",
        "SAVEPOINT a",
        "SELECT set_config('a', 'b', false)",
        "ALTER TABLE t",
        "/* FAIL */ FAIL"
    };
    private static final String[] NAMES = {"", "n1", "n2", "n3", "homeport_1", "homeport_2"};

    private final long seed =
            Long.getLong("homeport.fuzz.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @Test
    void nothingThatAClientSaysHarmsOthers() throws Exception {
        System.out.println("replay by -Dhomeport.fuzz.seed=" + seed);
        Handler hears = listening();
        Logger logger = Logger.getLogger(Loop.class.getPackageName());
        logger.addHandler(hears);
        String address = "127.%d.%d.8".formatted(random.nextInt(90, 190), random.nextInt(256));
        Path folder = Files.createTempDirectory("fuzz");
        Certificate certificate = Certificate.of(address, folder);
        try (ScriptedServer _ = new ScriptedServer(folder.resolve("s"));
                DbProxies proxies = DbProxies.open(PoolWorld.kind());
                Proxy proxy = proxies.add(settings(), new PoolWorld.OnePassword(), _ -> {})) {
            ProxyEndpoint endpoint =
                    new ProxyEndpoint("default", Role.READ_WRITE, certificate::context, _ -> true);
            InetSocketAddress at = proxy.listen(address, 0, endpoint).address();
            Target target = new Target("double", folder.resolve("s"), Role.READ_WRITE, 20, true);
            proxy.targets(List.of(target));
            try (WireClient good = new WireClient(at)) {
                for (int said = 0; said < MESSAGES; said += MESSAGES_OF_ONE_CLIENT) {
                    babble(new WireClient(at));
                    String own = "own " + said;
                    good.send(parse("", "FAIL"), sync(), parse("g", own), sync());
                    assertEquals("1 Z 1 Z".replace("Z", "ZI"), good.heard(2), "seed " + seed);
                    good.send(bind("", "g"), execute(""), closing('S', "g"), sync());
                    assertEquals("2 own_" + said + " 3 ZI", good.heard(1), "seed " + seed);
                }
            }
            PoolWorld.eventually(
                    "nobody is left, seed " + seed,
                    () -> proxy.snapshot().clientConnections() == 0);
            assertEquals(0, proxy.snapshot().currentlyBorrowed(), "seed " + seed);
            assertTrue(faults.isEmpty(), () -> "seed " + seed + ": " + faults);
        } finally {
            logger.removeHandler(hears);
        }
    }

    private ProxySettings settings() {
        PoolSettings pool = PoolSettings.DEFAULT.withPercent(50, 50);
        return ProxySettings.named("fuzz")
                .withPool(random.nextBoolean() ? pool : pool.withTrackedVariables());
    }

    /** Hears what the loops log as faults. */
    private Handler listening() {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.SEVERE.intValue())
                    faults.add(line.getMessage() + " " + line.getThrown());
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    /** Says much, and goes without a word, or is shown the door. */
    private void babble(WireClient bad) throws IOException, InterruptedException {
        Thread reads =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                bad.in.transferTo(java.io.OutputStream.nullOutputStream());
                            } catch (IOException gone) {
                                // it is over
                            }
                        });
        boolean breaks = random.nextInt(4) == 0;
        try (bad) {
            for (int said = 0; said < MESSAGES_OF_ONE_CLIENT; ) {
                ByteArrayOutputStream batch = new ByteArrayOutputStream();
                for (int n = random.nextInt(1, 40); n > 0; n--, said++) batch.writeBytes(any());
                byte[] bytes = batch.toByteArray();
                if (breaks && random.nextInt(50) == 0)
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                int cut = random.nextInt(bytes.length + 1);
                bad.send(Arrays.copyOf(bytes, cut));
                bad.send(Arrays.copyOfRange(bytes, cut, bytes.length));
            }
        } catch (IOException ended) {
            // it was shown the door
        }
        reads.join();
    }

    private byte[] any() {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        String name = NAMES[random.nextInt(NAMES.length)];
        String portal = random.nextInt(4) == 0 ? "p" : "";
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> query(text);
            case 3 -> join(parse(name, text), sync());
            case 4, 5 -> parse(name, text);
            case 6, 7 -> bind(portal, name);
            case 8 -> describe(random.nextBoolean() ? 'S' : 'P', name);
            case 9, 10 -> execute(portal);
            case 11 -> closing(random.nextBoolean() ? 'S' : 'P', name);
            case 12, 13 -> sync();
            case 14 ->
                    switch (random.nextInt(4)) {
                        case 0 -> message('d', "x".repeat(random.nextInt(3000)));
                        case 1 -> message('c', "");
                        case 2 -> message('f', "no\0");
                        default -> flush();
                    };
            default -> join(parse(name, text), bind("", name), execute(""), sync(), sync());
        };
    }
}
