package homeport.insights.store;

import homeport.insights.load.LoadChunk;
import java.util.function.LongPredicate;

/** Parts of chunks. Pure. */
final class Chunks {
    private Chunks() {}

    /** With those points only whose moment, in epoch milliseconds, is wanted. */
    static LoadChunk only(LoadChunk chunk, LongPredicate wanted) {
        ChunkBuilder kept = new ChunkBuilder();
        chunk.keys().forEach(kept::number);
        for (int p = 0; p < chunk.points(); p++) {
            if (!wanted.test(chunk.at()[p])) continue;
            for (int row = chunk.first()[p]; row < chunk.first()[p + 1]; row++)
                kept.row(chunk.key()[row], chunk.sum()[row], chunk.max()[row]);
            kept.point(chunk.at()[p], chunk.ticks()[p], chunk.peak()[p]);
        }
        return kept.chunk();
    }
}
