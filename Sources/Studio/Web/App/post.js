export async function post() {}
