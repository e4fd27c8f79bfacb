/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
    if (low === undefined || high === undefined) throw new Error("there is no median of nothing");
    return (low + high) / 2;
}

/** The slope and the intercept of the straight line nearest to the points (least squares). */
export function line(points: readonly (readonly [x: number, y: number])[]): { slope: number; intercept: number } {
    const mean = (part: 0 | 1) => points.reduce((sum, point) => sum + point[part], 0) / points.length;
    const [meanX, meanY] = [mean(0), mean(1)];
    const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
    const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
    const slope = above / below;
    return { slope, intercept: meanY - slope * meanX };
}
