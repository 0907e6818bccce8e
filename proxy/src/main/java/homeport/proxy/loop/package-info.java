/**
 * Sockets on event loops, behind one small interface so that what runs beneath is not seen above.
 * Each loop is one thread and owns its sockets. {@code NioLoop} works everywhere and is what the
 * others are tested against; {@code EpollLoop} and {@code UringLoop} call Linux by {@code Linux},
 * the only class here that makes foreign calls; {@code LoopKind} chooses.
 */
package homeport.proxy.loop;
