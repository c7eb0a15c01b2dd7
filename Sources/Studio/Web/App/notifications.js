export async function notifications() {}
