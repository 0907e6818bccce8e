/**
 * Sockets on event loops, behind one small interface so that what runs beneath is not seen above.
 * Each loop is one thread and owns its sockets. {@code NioLoop} works everywhere and is what the
 * others are tested against; {@code EpollLoop} and {@code UringLoop} call Linux by {@code Linux};
 * {@code LoopKind} chooses. {@code Inheritance} takes listening sockets over from another process,
 * by {@code LinuxFiles}. These two {@code Linux} classes are the only ones that make foreign calls.
 */
package homeport.proxy.loop;
