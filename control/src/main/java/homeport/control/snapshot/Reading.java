package homeport.control.snapshot;

/** Somebody reads a snapshot's data until this is closed. */
public interface Reading extends AutoCloseable {
    @Override
    void close();
}
