/**
 * What large lists are made of: nodes, and the chain that keeps them in order.
 *
 * <p><b>Problem.</b> A list of a million elements is pushed to and popped from at both ends, and read, cut and changed in the
 * middle; it must cost little more memory than its elements and must not be copied for a snapshot.
 *
 * <p><b>Choice.</b> As in Redis a list is a chain of listpacks of a few kilobytes, the very bytes of the RDB file. Each lies as a
 * blob outside the heap; {@link io.vedette.server.list.NodeChain} holds only handles and counts, in arrays of a hundred or so, so
 * that finding the element number n is adding up some numbers. A node is changed on the heap, in a {@link
 * io.vedette.server.list.ListNode}, and written back; but what is pushed or popped at an end is changed where it lies
 * ({@code NodeEnds}): with spare room at that side of the outermost node an element costs what it is long, not what its
 * node is long.
 *
 * <p><b>Refused.</b> A tree over the nodes: a hundred thousand nodes are a thousand sums, and pushes at the ends stay simple. Linked
 * objects: the collector would walk them. Compressed nodes in memory ({@code list-compress-depth}): they are read, and
 * written plain.
 *
 * <p>Begin with {@link io.vedette.server.list.NodeChain}. Owner loop; a snapshot's thread reads the fork that it was given.
 */
package io.vedette.server.list;
