/**
 * Sockets on event loops, behind one small interface so that what runs beneath (NIO, epoll,
 * io_uring) is not seen above. Each loop is one thread and owns its sockets.
 */
package homeport.proxy.loop;
