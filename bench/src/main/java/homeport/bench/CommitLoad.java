package homeport.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Clients that each change one row of {@code accounts} after another, a commit each, from {@link
 * #start} to {@link #close}. What they do in between is read in windows by the thread that made it.
 */
final class CommitLoad implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(30);

    private final List<Client> clients = new ArrayList<>();

    /**
     * What was seen between two moments.
     *
     * @param perSecond commits of all clients
     * @param millis latencies of each commit, sorted
     */
    record Window(double perSecond, double[] millis) {
        double percentile(double share) {
            if (millis.length == 0) return Double.NaN;
            return millis[(int) Math.min(millis.length - 1, millis.length * share)];
        }
    }

    interface Work {
        void run() throws Exception;
    }

    interface Sessions {
        Connection open() throws SQLException;
    }

    private static final class Client implements Runnable {
        private final Connection session;
        private final int rows;
        private final Thread thread;
        private List<Double> millis = new ArrayList<>(); // under this
        private volatile boolean stopped;
        private volatile SQLException failure;

        Client(Connection session, int rows) {
            this.session = session;
            this.rows = rows;
            this.thread = Thread.ofPlatform().name("commits").daemon().unstarted(this);
        }

        @Override
        public void run() {
            String update = "UPDATE public.accounts SET balance = balance + 1 WHERE id = ?";
            try (PreparedStatement sql = session.prepareStatement(update)) {
                while (!stopped) {
                    sql.setInt(1, ThreadLocalRandom.current().nextInt(rows) + 1);
                    long begin = System.nanoTime();
                    sql.executeUpdate();
                    add((System.nanoTime() - begin) / 1e6);
                }
            } catch (SQLException e) {
                failure = e;
            }
        }

        boolean ends() {
            try {
                return thread.join(END_MAX);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private synchronized void add(double latency) {
            millis.add(latency);
        }

        synchronized List<Double> taken() throws SQLException {
            if (failure != null) throw failure;
            List<Double> all = millis;
            millis = new ArrayList<>();
            return all;
        }
    }

    private CommitLoad() {}

    /**
     * @param rows of the table, {@code id} from 1
     */
    static CommitLoad start(int clients, int rows, Sessions sessions) throws SQLException {
        CommitLoad load = new CommitLoad();
        for (int i = 0; i < clients; i++) load.clients.add(new Client(sessions.open(), rows));
        load.clients.forEach(client -> client.thread.start());
        return load;
    }

    /** What the clients did while {@code work} was done. */
    Window during(Work work) throws Exception {
        taken();
        long begin = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        double[] millis = taken();
        return new Window(millis.length / seconds, millis);
    }

    private double[] taken() throws SQLException {
        List<Double> all = new ArrayList<>();
        for (Client client : clients) all.addAll(client.taken());
        double[] millis = all.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(millis);
        return millis;
    }

    @Override
    public void close() throws SQLException {
        clients.forEach(client -> client.stopped = true);
        for (Client client : clients) {
            if (!client.ends()) throw new SQLException("a commit did not end in " + END_MAX);
            client.session.close();
        }
    }
}
