package homeport.proxy.loop;

import static homeport.proxy.loop.LoopWorld.SECONDS_MAX;
import static homeport.proxy.loop.LoopWorld.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every loop does, on real sockets. */
@Timeout(60)
abstract class LoopContract extends InheritanceContract {
    private LoopWorld echo() throws IOException {
        world = new LoopWorld(start("contract"), Echo::new);
        return world;
    }

    /** Says what it hears, and stops reading for a peer that does not. */
    private static final class Echo implements SocketHandler {
        private static final int UNSENT_BYTES_MAX = 128 * 1024;
        private final homeport.proxy.loop.Socket socket;

        Echo(homeport.proxy.loop.Socket socket) {
            this.socket = socket;
        }

        @Override
        public void received(ByteBuffer bytes) {
            socket.send(bytes);
            if (socket.unsentBytes() > UNSENT_BYTES_MAX) socket.pause();
        }

        @Override
        public void drained() {
            socket.resume();
        }

        @Override
        public void closed(Optional<IOException> cause) {
            // the peer is gone, and it is closed
        }
    }

    @Test
    void bytesComeBackAsTheyWereInEveryMixOfSizes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] sent = new byte[6_000_000];
        random.nextBytes(sent);
        CRC32 got = new CRC32();
        try (LoopWorld echo = echo();
                Socket client = echo.client()) {
            Thread writer = Thread.startVirtualThread(() -> writeInPieces(client, sent, random));
            byte[] buffer = new byte[100_000];
            for (int at = 0; at < sent.length; ) {
                int n = client.getInputStream().read(buffer);
                assertTrue(n > 0, "ended after " + at + " bytes, seed " + seed);
                got.update(buffer, 0, n);
                at += n;
            }
            writer.join();
        }
        assertEquals(sum(sent), got.getValue(), "seed " + seed);
    }

    private static void writeInPieces(Socket client, byte[] sent, Random random) {
        try {
            for (int at = 0; at < sent.length; ) {
                int most = random.nextInt(10) == 0 ? 300_000 : 3_000;
                int n = Math.min(1 + random.nextInt(most), sent.length - at);
                client.getOutputStream().write(sent, at, n);
                at += n;
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static long sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }

    @Test
    void manyClientsAskManyTimes() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (LoopWorld echo = echo()) {
            for (int i = 0; i < 300; i++) clients.add(echo.client());
            byte[] answer = new byte[4];
            for (int turn = 0; turn < 20; turn++) {
                for (Socket client : clients) client.getOutputStream().write(PING);
                for (Socket client : clients) {
                    new DataInputStream(client.getInputStream()).readFully(answer);
                    assertEquals("ping", new String(answer, "US-ASCII"));
                }
            }
        } finally {
            for (Socket client : clients) client.close();
        }
    }

    /** What it waits with is taken away under it, as by a fault of ours in another place. */
    @Test
    void aLoopThatCannotWaitDiesAloud() throws Exception {
        Set<String> before = waitFiles();
        CompletableFuture<Throwable> death = new CompletableFuture<>();
        try (LoopWorld echo = echo();
                Socket client = echo.client()) {
            Thread thread = echo.call(Thread::currentThread);
            thread.setUncaughtExceptionHandler((_, thrown) -> death.complete(thrown));
            Set<String> own = waitFiles();
            own.removeAll(before);
            echo.run(() -> {
                try (Arena memory = Arena.ofConfined()) {
                    for (String file : own) new Linux(memory).close(Integer.parseInt(file));
                }
            });
            Throwable thrown = death.get(SECONDS_MAX, TimeUnit.SECONDS);
            assertEquals(LinuxLoop.BROKEN, thrown.getMessage());
            thread.join(Duration.ofSeconds(SECONDS_MAX));
            assertFalse(echo.loop.isAlive());
            assertEquals(-1, client.getInputStream().read());
        }
    }

    private static Set<String> waitFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(LoopContract::isToWaitWith)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static boolean isToWaitWith(Path file) {
        try {
            String kind = Files.readSymbolicLink(file).toString();
            return kind.equals("anon_inode:[eventpoll]") || kind.equals("anon_inode:[io_uring]");
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aPeerThatClosesOrResetsIsHeardOnce() throws Exception {
        Recorder first = new Recorder();
        try (LoopWorld heard = recording(first);
                Socket client = heard.client()) {
            client.getOutputStream().write(PING);
            client.shutdownOutput(); // a half-close is an end, for us as for PostgreSQL
            assertEquals(Optional.empty(), first.closed.get(SECONDS_MAX, TimeUnit.SECONDS));
            assertEquals(4, first.bytes);
            assertEquals(-1, client.getInputStream().read());
            heard.run(() -> first.socket.close());
            assertEquals(1, first.closes.get());
        }
        Recorder second = new Recorder();
        try (LoopWorld heard = recording(second)) {
            Socket client = heard.client();
            eventually("it is in", () -> second.socket != null);
            client.setSoLinger(true, 0);
            client.close();
            Optional<IOException> cause = second.closed.get(SECONDS_MAX, TimeUnit.SECONDS);
            assertTrue(cause.orElseThrow().getMessage().startsWith("Connection reset"));
        }
    }

    @Test
    void whatAPeerDoesNotTakeIsKeptAndThenDelivered() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            eventually("it is in", () -> recorder.socket != null);
            byte[] sent = new byte[12_000_000];
            new Random(1).nextBytes(sent);
            for (int turn = 0; turn < 30; turn++) {
                int from = turn * 400_000;
                heard.run(() -> {
                    for (int at = from; at < from + 400_000; at += 40_000)
                        recorder.socket.send(ByteBuffer.wrap(sent, at, 40_000));
                });
            }
            assertTrue(heard.call(() -> recorder.socket.unsentBytes()) > 1_000_000);
            assertEquals(0, recorder.drains.get());
            assertEquals(sum(sent), sum(client.getInputStream().readNBytes(sent.length)));
            eventually("drained", () -> recorder.drains.get() == 1);
            assertEquals(0, heard.call(() -> recorder.socket.unsentBytes()));
        }
    }

    @Test
    void whoPausesHearsNothingUntilItResumes() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            eventually("it is in", () -> recorder.socket != null);
            byte[] sent = new byte[20_000_000];
            new Random(2).nextBytes(sent);
            Thread writer =
                    Thread.startVirtualThread(() -> writeInPieces(client, sent, new Random()));
            for (int i = 0; i < 20; i++) {
                heard.run(() -> recorder.socket.pause());
                long before = recorder.bytes;
                heard.run(() -> {});
                client.getOutputStream().flush();
                heard.run(() -> {});
                assertEquals(before, recorder.bytes);
                heard.run(() -> recorder.socket.resume());
                eventually("more", () -> recorder.bytes > before || recorder.bytes == sent.length);
            }
            heard.run(() -> recorder.socket.pause());
            heard.run(() -> {});
            heard.run(() -> recorder.socket.resume());
            eventually("all", () -> recorder.bytes == sent.length);
            assertEquals(sum(sent), recorder.sum());
            writer.join();
        }
    }

    @Test
    void aPeerThatClosesWhileItIsPausedIsHeardAfterItsWords() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder)) {
            Socket client = heard.client();
            eventually("it is in", () -> recorder.socket != null);
            heard.run(() -> recorder.socket.pause());
            client.getOutputStream().write(PING);
            client.close();
            heard.run(() -> {});
            assertFalse(recorder.closed.isDone());
            heard.run(() -> recorder.socket.resume());
            assertEquals(Optional.empty(), recorder.closed.get(SECONDS_MAX, TimeUnit.SECONDS));
            assertEquals("ping", recorder.text());
        }
    }

    @Test
    void aHandlerMayCloseItsSocketAndOthers() throws Exception {
        List<Recorder> all = new ArrayList<>();
        world =
                new LoopWorld(
                        start("contract"),
                        socket -> {
                            Recorder one =
                                    new Recorder() {
                                        @Override
                                        public void received(ByteBuffer in) {
                                            super.received(in);
                                            all.forEach(each -> each.socket.close());
                                            all.forEach(each -> each.socket.close());
                                        }
                                    };
                            one.socket = socket;
                            all.add(one);
                            return one;
                        });
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) clients.add(world.client());
        eventually("they are in", () -> all.size() == 50);
        world.run(() -> {
            for (Socket client : clients) {
                try {
                    client.getOutputStream().write(PING); // all ready in one turn
                } catch (IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
            }
        });
        for (Socket client : clients) {
            try {
                assertEquals(-1, client.getInputStream().read());
            } catch (SocketException reset) {
                assertTrue(reset.getMessage().contains("reset")); // what it said was not read
            }
            client.close();
        }
        world.run(() -> {});
        assertEquals(4, all.stream().mapToLong(each -> each.bytes).sum(), "one was heard");
        assertEquals(0, all.stream().mapToInt(each -> each.closes.get()).sum());
    }

    @Test
    void whatWasSentBeforeCloseArrives() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            eventually("it is in", () -> recorder.socket != null);
            heard.run(() -> {
                recorder.socket.send(ByteBuffer.wrap(PING));
                recorder.socket.send(ByteBuffer.allocateDirect(4).put(PING).flip());
                recorder.socket.close();
                recorder.socket.send(ByteBuffer.wrap(PING));
            });
            assertEquals("pingping", new String(client.getInputStream().readAllBytes()));
        }
    }

    @Test
    void finishDeliversAllBeforeItEnds() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            eventually("it is in", () -> recorder.socket != null);
            client.getOutputStream().write(PING); // nobody reads it: no reset may follow
            byte[] sent = new byte[8_000_000];
            new Random(3).nextBytes(sent);
            heard.run(() -> {
                recorder.socket.pause();
                recorder.socket.send(ByteBuffer.wrap(sent));
                recorder.socket.finish();
                recorder.socket.finish();
            });
            assertEquals(sum(sent), sum(client.getInputStream().readAllBytes()));
            client.getOutputStream().write(PING);
        }
        assertFalse(recorder.closed.isDone());
    }

    @Test
    void whoNeverClosesIsClosedAMomentAfterFinish() throws Exception {
        Recorder recorder = new Recorder();
        try (LoopWorld heard = recording(recorder);
                Socket client = heard.client()) {
            eventually("it is in", () -> recorder.socket != null);
            long before = LoopWorld.files();
            heard.run(() -> recorder.socket.finish());
            assertEquals(-1, client.getInputStream().read());
            eventually("closed", () -> LoopWorld.files() < before);
        }
    }

    @Test
    void tasksOfManyThreadsRunOnceEachAndInOrder() throws Exception {
        try (LoopWorld heard = echo()) {
            int[] last = new int[4];
            AtomicInteger wrong = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(4 * 20_000);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int i = 1; i <= 20_000; i++) {
                                        int number = i;
                                        heard.loop.execute(() -> {
                                            if (!heard.loop.isOwner() || ++last[thread] != number)
                                                wrong.incrementAndGet();
                                            done.countDown();
                                        });
                                    }
                                }));
            }
            assertTrue(done.await(SECONDS_MAX, TimeUnit.SECONDS));
            assertEquals(0, wrong.get());
            assertFalse(heard.loop.isOwner());
            for (Thread thread : threads) thread.join();
            for (int i = 0; i < 200; i++) heard.run(() -> {}); // each wakes a loop that sleeps
        }
    }

    @Test
    void ticksComeUntilTheyAreTakenOut() throws Exception {
        try (LoopWorld heard = echo()) {
            AtomicInteger count = new AtomicInteger();
            Runnable tick = count::incrementAndGet;
            long start = System.nanoTime();
            heard.loop.eachTick(tick);
            eventually("five", () -> count.get() >= 5);
            long took = System.nanoTime() - start;
            assertTrue(took >= 4 * Loop.TICK.toNanos() * 9 / 10, () -> "five ticks in " + took);
            heard.run(() -> heard.loop.noTick(tick));
            int last = count.get();
            AtomicInteger other = new AtomicInteger();
            heard.loop.eachTick(other::incrementAndGet);
            eventually("two of another", () -> other.get() >= 2);
            assertEquals(last, count.get());
        }
    }

    @Test
    void whatThrowsHarmsNobodyElse() throws Exception {
        Recorder broken =
                new Recorder() {
                    @Override
                    public void received(ByteBuffer in) {
                        throw new IllegalStateException("thrown by a test");
                    }
                };
        Recorder whole = new Recorder();
        world =
                new LoopWorld(
                        start("contract"),
                        socket -> {
                            Recorder next = broken.socket == null ? broken : whole;
                            next.socket = socket;
                            return next;
                        });
        try (Socket one = world.client()) {
            eventually("it is in", () -> broken.socket != null);
            try (Socket other = world.client()) {
                one.getOutputStream().write(PING);
                assertTrue(broken.closed.get(SECONDS_MAX, TimeUnit.SECONDS).isPresent());
                world.loop.execute(() -> {
                    throw new IllegalStateException("thrown by a test");
                });
                other.getOutputStream().write(PING);
                eventually("heard", () -> whole.bytes == 4);
            }
        }
    }

    @Test
    void nothingIsLeftOpen() throws Exception {
        echo().client().close(); // so that all classes are loaded
        world.close();
        long before = LoopWorld.files();
        try (LoopWorld echo = echo()) {
            for (int i = 0; i < 2_000; i++) {
                try (Socket client = echo.client()) {
                    if (i % 3 == 0) continue;
                    client.getOutputStream().write(PING);
                    if (i % 3 == 1) client.setSoLinger(true, 0);
                    else new DataInputStream(client.getInputStream()).readFully(new byte[4]);
                }
            }
            eventually("few are open", () -> LoopWorld.files() < before + 20);
            echo.client(); // left open on purpose: the loop closes its side when it ends
        }
        eventually("as before", () -> LoopWorld.files() <= before + 1);
    }

    @Test
    void aClosedLoopRefusesAndHarmsNobody() throws Exception {
        LoopWorld heard = echo();
        Socket client = heard.client();
        client.getOutputStream().write(PING);
        new DataInputStream(client.getInputStream()).readFully(new byte[4]);
        heard.close();
        heard.close();
        assertEquals(-1, client.getInputStream().read());
        client.close();
        heard.loop.execute(() -> {});
        heard.listening().close();
        assertThrows(IOException.class, () -> new Socket("127.0.0.1", heard.address().getPort()));
    }
}
