/**
 * A supervised group on this machine: its files, its processes, what is seen of it, and the scene that judges it.
 *
 * <p><b>Problem.</b> One command must give a person a group to look at and to hurt: real processes that can be killed by
 * hand, real configuration files that can be read and started again by hand, and an honest view of what happens.
 *
 * <p><b>Choice.</b> {@code up} is a client of the group and nothing more. It writes configuration files once, starts each
 * process through the launcher script exactly as a person would, and afterwards sees only what the network shows: INFO,
 * SENTINEL MASTER, the sentinels' events. So a member that a person killed and started again by hand is as good as one
 * that {@code up} started, and the same display works over real Redis ({@code --server-command}).
 *
 * <p>A directory that has configuration files is a group that exists: its files decide, since the servers and sentinels
 * have written their roles, epochs and ids there. Nothing is ever overwritten.
 *
 * <p><b>Leaving nothing behind.</b> Ctrl-C, SIGTERM and SIGHUP stop the sentinels first (or they would see their master
 * die), then replicas, then the master, and members that were restarted by hand as well. If {@code up} itself is killed with -9,
 * the kernel tells its children (parent death signal, through setpriv of util-linux). Where setpriv is missing they live
 * on, and the next start refuses their busy ports and names them.
 *
 * <p><b>Refused.</b> Restarting a process that died: it would hide the failover that the person wants to see. One JVM for
 * the whole group: nothing in it could be killed with -9.
 */
package io.vedette.launcher.up;
