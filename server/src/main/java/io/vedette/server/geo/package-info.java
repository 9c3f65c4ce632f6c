/**
 * Places on the earth as scores of sorted sets: the arithmetic, without keys or clients.
 *
 * <p><b>Problem.</b> A search around a place must become a few ranges of scores, and every number that a client sees must have
 * the digits that Redis gives.
 *
 * <p><b>Choice.</b> Longitude and latitude, 26 bits each, by turns in one number of 52 bits, which a score holds exactly: places in the
 * same cell of the grid have scores with the same beginning. A search takes the cell around its centre and those beside it, of
 * a size that covers the shape, and then looks at each place. The formulas are evaluated in the order in which Redis does it, since the
 * last digits depend on that.
 *
 * <p><b>Refused.</b> A better model of the earth than a sphere, a finer choice of cells: results would differ from what
 * clients are used to, in digits and in order.
 *
 * <p>Begin with {@link io.vedette.server.geo.GeoPoint}. Pure, no state.
 */
package io.vedette.server.geo;
