/**
 * Who may do what: users, their passwords, and the commands, keys and channels that they may touch, as Redis 7.0's ACL has them.
 *
 * <p><b>The problem.</b> The same rules hold in a data server and in a sentinel, are written in configuration files, in files of
 * their own and over the wire, and must come back in Redis' words, since real servers read what ours write.
 *
 * <p><b>The choice.</b> {@link io.vedette.acl.Rights} is a value: a change makes a new one from the old and the words, or fails and
 * changes nothing. {@link io.vedette.acl.User} is what clients hold: its rights are replaced under them. {@link io.vedette.acl.AclUsers} holds
 * all of them. Commands are known by what the process offers ({@link io.vedette.acl.AclCatalog}), so a sentinel knows no GET. The
 * package knows no clients and no sockets: {@code io.vedette.session} enforces it and speaks it.
 *
 * <p>Words are texts of one character a byte (ISO 8859-1): passwords, keys and channels are bytes, and nothing else is lost in
 * between.
 *
 * <p><b>How rules come back.</b> Redis 7.0 does not remember the words: it finds the shortest list of categories and commands that
 * gives the same set. Ours finds the same list by the same rule; only the order of single commands is another, as it is from one start of
 * Redis to the next.
 *
 * <p>A password is kept as its SHA-256, as in Redis: strong passwords are assumed (ACL GENPASS makes them), since this is
 * quick to guess against.
 *
 * <p>Begin with {@link io.vedette.acl.Rights}, then {@link io.vedette.acl.AclUsers}: owned by the loop that runs commands.
 */
package io.vedette.acl;
